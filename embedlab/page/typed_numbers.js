// Numbers as people type them, and how a typed prediction compares with what comes out.
const OPERATIONS = { "*": (a, b) => a * b, "/": (a, b) => a / b, "^": (a, b) => a ** b };
const GROUPED = /^[+-]?[1-9]\d{0,2}([ ,.'_’])\d{3}(\1\d{3})*([.,]\d+)?$/;
// A size of a shape, as 30,000 is shown: a comma with exactly three digits behind it.
const THOUSANDS = /(?<![\w.])[1-9]\d{0,2}(,\d{3})+(?!\d)/g;
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/;

// A text with one form each of minus, times, powers and fractions: "−1½ × 10⁷" is "-1.5 * 10^7".
function unified(text) {
  const decimal = (_, whole, part) => {
    const [over, under] = part.normalize("NFKC").split("⁄");
    return String(Number(whole) + over / under);
  };
  const flat = text.replace(/(\d*)([¼-¾⅐-⅞])/g, decimal).replace(/[⁻⁰¹²³⁴-⁹]+/g, "^$&");
  return flat.normalize("NFKC").toLowerCase().replace(/[−–]/g, "-").replace(/\*\*/g, "^")
    .replace(/[·×]|x(?= *\d)/g, "*");
}

// The numbers that a text can mean, a comma read both ways: "1,234" is 1234 and 1.234.
function meanings(text) {
  for (const [sign, act] of Object.entries(OPERATIONS)) {
    const at = text.lastIndexOf(sign);
    if (at < 0) continue;
    const [left, right] = [text.slice(0, at), text.slice(at + 1)].map(meanings);
    return left.flatMap((a) => right.map((b) => act(a, b))).filter(Number.isFinite);
  }
  const one = text.trim(), mark = GROUPED.exec(one)?.[1];
  const forms = [mark ? one.replaceAll(mark, "") : "", one].map((form) => form.replace(",", "."));
  return forms.filter((form) => PLAIN.test(form)).map(Number).filter(Number.isFinite);
}

// All that a text can mean, each as a list; several: whether more than one number is asked for.
// Of several, a comma separates thousands, numbers or decimals: lists that differ in this differ in
// their length, so a text has one reading for each length.
export function typedNumbers(text, several, unit = "") {
  let rest = unified(text).trim();
  const tail = [unit, unit.replace(/s$/, "")].map(unified).find((end) => end && rest.endsWith(end));
  rest = rest.slice(0, rest.length - (tail?.length ?? 0));
  rest = rest.replace(several ? /[()[\]*]/g : /[()[\]]/g, " ").replace(/^[\s,;]+|[\s,;]+$/g, "");
  if (!several) return meanings(rest).map((number) => [number]);
  const joined = rest.replace(THOUSANDS, (size) => size.replaceAll(",", ""));
  const pieces = [joined.split(/[\s,;]+/), rest.split(/[\s,;]+/), joined.split(/[\s;]+|,\s+/)];
  return pieces.flatMap((each) => each.reduce(
    (lists, piece) => lists.flatMap((list) => meanings(piece).map((number) => [...list, number])),
    [[]],
  ));
}

// The largest difference, as a fraction of what was wanted.
function gap(given, wanted) {
  if (given.length !== wanted.length) return Infinity;
  const off = (a, b) => (a === b ? 0 : Math.abs((a - b) / b));
  return Math.max(...given.map((number, k) => off(number, wanted[k])));
}

// What follows "You predicted 12": ". It is 38 rows." and the sentence for that number, if any.
export function comparedWith({ right, shown, unit, tolerance, says }, text) {
  const given = typedNumbers(text, Array.isArray(right), unit);
  const near = (wanted) => Math.min(...given.map((list) => gap(list, [wanted].flat(Infinity))));
  const rounding = Math.min(tolerance, 0.005) + 1e-9, off = near(right);
  const foreseen = says.map(([number, sentence]) => ({ off: near(number), sentence }))
    .filter((each) => each.off <= rounding && each.off <= off)
    .sort((a, b) => a.off - b.off)[0];
  const sentence = foreseen ? ` ${foreseen.sentence}` : "";
  if (off <= rounding && !(foreseen?.off < off)) return `: correct.${sentence}`;
  return (off <= tolerance + 1e-9 ? `; it is ${shown}: close.` : `. It is ${shown}.`) + sentence;
}
