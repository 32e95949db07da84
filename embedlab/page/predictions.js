// Predictions: locked in, kept by the browser, and there again when the page is opened again.
function fill(root) {
  root.dataset.ready = "yes";
  const status = root.querySelector("[role=status]"), fields = root.querySelector("fieldset");
  const inputs = [...fields.querySelectorAll("input")], open = inputs.length === 1;
  const [lock, change] = root.querySelectorAll("button");
  const key = `embedlab:predict:${root.dataset.key}`;

  const picked = () => inputs.find((input) => input.checked);
  const answer = () => ((open ? inputs[0] : picked())?.value ?? "").trim();
  const say = (text) => { status.textContent = text; };
  const remember = (text) => {
    try {
      if (text) localStorage.setItem(key, text);
      else localStorage.removeItem(key);
    } catch { /* not kept: storage may be closed to this page */ }
  };
  const remembered = () => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const settle = (locked) => {
    fields.disabled = locked;
    lock.hidden = locked;
    change.hidden = !locked;
    for (const input of inputs) {
      input.parentNode.classList.toggle("embedlab-picked", locked && input.checked);
    }
    const shown = answer().replace(/[.]$/, "");
    say(locked ? `Locked in: ${shown}. Run the next cell and compare.` : "");
  };

  lock.addEventListener("click", () => {
    if (!answer()) return say(open ? "Write your answer first." : "Choose an answer first.");
    remember(answer());
    settle(true);
    change.focus();
  });
  change.addEventListener("click", () => {
    remember("");
    settle(false);
    (picked() || inputs[0]).focus();
  });
  if (open) inputs[0].addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // else the button that gets the focus takes the key as well
    lock.click();
  });

  const kept = remembered();
  if (open && kept) inputs[0].value = kept;
  if (!open) for (const input of inputs) input.checked = input.value === kept;
  settle(Boolean(kept && answer()));
}

for (const root of document.querySelectorAll(".embedlab-predict:not([data-ready])")) fill(root);
