for (const root of document.querySelectorAll(".embedlab-predict:not([data-ready])")) {
  root.dataset.ready = "yes";
  const key = "embedlab:predict:" + root.dataset.key, status = root.querySelector("[role=status]");
  const fields = root.querySelector("fieldset"), inputs = [...fields.querySelectorAll("input")];
  const [lock, change] = root.querySelectorAll("button"), open = inputs.length === 1;
  const answer = () => (open ? inputs[0] : inputs.find((input) => input.checked) || {value: ""}).value.trim();
  const remember = (text) => {
    try { text ? localStorage.setItem(key, text) : localStorage.removeItem(key); } catch { /* not kept */ }
  };
  const settle = (locked) => {
    fields.disabled = locked; lock.hidden = locked; change.hidden = !locked;
    for (const input of inputs) input.parentNode.classList.toggle("embedlab-picked", locked && input.checked);
    status.textContent = locked ? "Locked in: " + answer().replace(/[.]$/, "") +
      ". Run the next cell and compare." : "";
  };
  lock.addEventListener("click", () => {
    if (!answer()) { status.textContent = open ? "Write your answer first." : "Choose an answer first."; return; }
    remember(answer()); settle(true); change.focus();
  });
  change.addEventListener("click", () => {
    remember(""); settle(false); (inputs.find((input) => input.checked) || inputs[0]).focus();
  });
  if (open) inputs[0].addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // else the button that gets the focus takes the key as well
    lock.click();
  });
  let kept = null;
  try { kept = localStorage.getItem(key); } catch { /* storage may be closed to this page */ }
  if (open && kept) inputs[0].value = kept;
  for (const input of inputs) if (!open) input.checked = input.value === kept;
  settle(Boolean(kept && answer()));
}
