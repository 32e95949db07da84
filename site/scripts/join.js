/* A learner's notebook and the same notebook in a newer edition, cell by cell; and two states of
   progress. Each cell of the course says in its metadata what its text was when it was given out
   (see served.py), so a learner's change is known, whatever the new edition says. */

/** The mark of a text: FNV-1a, 32 bits, over its UTF-8; the same as in served.py. */
export function mark(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

const source = (cell) => [cell.source].flat().join("");
const given = (cell) => cell.metadata?.embedlab;
const isChanged = (cell, fresh) => (given(cell) ? given(cell) !== mark(source(cell))
  : !fresh || source(fresh) !== source(cell));

/** Is there nothing of the learner's in it, to their knowledge: was it only opened and run? */
export function isUntouched(notebook) {
  return notebook.cells.every((cell) => given(cell) && !isChanged(cell));
}

/** A cell that was named by a lesson's number has the name that the lesson's word begins now. */
function renamed(cell, fresh) {
  const rest = /^\d\d(-.+)/.exec(cell.id)?.[1];
  if (!rest || fresh.cells.some(({ id }) => id === cell.id)) return cell;
  const [found, ...more] = fresh.cells.filter(({ id }) => id.endsWith(rest));
  return found && !more.length ? { ...cell, id: found.id } : cell;
}

/**
 * The new notebook with all that the learner wrote.
 *
 * A cell that the learner changed stays as it is; one that they did not change is the new one; one
 * that they added stays behind the cell that it followed. Outputs stay with an equal text.
 */
export function joined(before, fresh) {
  const old = { ...before, cells: before.cells.map((cell) => renamed(cell, fresh)) };
  const mine = new Map(old.cells.map((cell) => [cell.id, cell]));
  const cells = fresh.cells.map((cell) => {
    const own = mine.get(cell.id);
    if (!own || (!isChanged(own, cell) && source(own) !== source(cell))) return cell;
    const metadata = { ...own.metadata, ...cell.metadata };
    return { ...own, metadata };
  });
  let last = null;
  for (const cell of old.cells) {
    const isThere = cells.some(({ id }) => id === cell.id);
    if (!isThere && isChanged(cell)) {
      cells.splice(cells.findIndex(({ id }) => id === last) + 1, 0, cell);
    }
    if (isThere || isChanged(cell)) last = cell.id;
  }
  return { ...fresh, cells };
}

const KINDS = ["null", "number", "string", "array", "object"];
const kind = (value) => KINDS.indexOf(value === null ? "null" : Array.isArray(value) ? "array"
  : typeof value === "boolean" ? "number" : typeof value);

/**
 * Two states of progress as one, as embedlab/practice/travel.py joins them: tables key by key; of
 * lists each entry as often as in the one that has it more often; the larger number; the smaller
 * text, which is the earlier day.
 */
export function merged(a, b) {
  if (kind(a) !== kind(b)) return kind(a) > kind(b) ? a : b;
  if (kind(a) === 4) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return Object.fromEntries(keys.map((key) => [key, merged(a[key] ?? b[key], b[key] ?? a[key])]));
  }
  if (kind(a) === 3) {
    const left = b.map((entry) => JSON.stringify(entry));
    for (const entry of a) {
      const place = left.indexOf(JSON.stringify(entry));
      if (place >= 0) left.splice(place, 1);
    }
    const when = (one) => (Array.isArray(one) && typeof one[1] === "string" ? one[1] : "");
    const all = [...a, ...left.map((entry) => JSON.parse(entry))];
    return all.sort((x, y) => (when(x) < when(y) ? -1 : +(when(x) > when(y))));
  }
  if (kind(a) === 0) return a;
  return kind(a) === 1 ? Math.max(a, b) : [a, b].sort()[0];
}
