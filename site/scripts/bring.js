/* Brings what earlier editions keep in this browser to the current one. Nothing is overwritten, and
   nothing is deleted before it is stored in its new place. */
import { isUntouched, joined, merged } from "./join.js";
import { editions, entries, isFile, remove, store, stored } from "./stored.js";

const NUMBER = /\/\d\d_/; // lessons may change places, but keep their words
const words = (path) => path.replace(NUMBER, "/");
const PROGRESS = "progress/progress.json";
function read(file) { // null if it cannot be read
  try {
    return typeof file.content === "string" ? JSON.parse(file.content) : file.content;
  } catch { return null; }
}
const written = (file, value) => ({ ...file, format: "json", content: value,
  size: JSON.stringify(value).length });
const isSame = (a, b) => JSON.stringify(a.content) === JSON.stringify(b.content);

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** Where the current edition has a lesson or exercises, by their words. */
async function placesIn(edition) {
  const lists = ["notebooks", "exercises"].map((part) =>
    json(`${edition}api/contents/${part}/all.json`));
  const all = (await Promise.all(lists)).flatMap((list) => list.content);
  const notebooks = all.filter(({ type }) => type === "notebook");
  return new Map(notebooks.map(({ path }) => [words(path), path]));
}

/** A path that no file has: in the folder "earlier", with the name of its edition. */
const aside = (path, from) => `earlier/${from}/${path.replace(/^earlier\//, "")}`;

/**
 * What becomes of each file of an earlier edition.
 *
 * @param {Map} files of the earlier edition, by path
 * @param {Map} there the files of the current edition, by path
 * @param {Map} places see placesIn
 * @param {string} from the name of the earlier edition
 * @param {(path: string) => Promise<object>} fetched a notebook of the current edition
 * @returns {Promise<{files: object[], changed: string[], renewed: number, apart: string[],
 *   progress: boolean}>} what is to be stored, and what there is to say
 */
export async function plan(files, there, places, from, fetched) {
  const done = { files: [], changed: [], renewed: 0, apart: [], progress: false };
  const put = (file, path) => done.files.push({ ...file, path, name: path.split("/").pop() });
  for (const file of [...files.values()].filter(isFile)) {
    const old = read(file), place = old?.cells && places.get(words(file.path));
    const path = place ?? file.path, mine = there.get(path);
    if (path.startsWith("progress/")) {
      const both = path === PROGRESS && mine && old && read(mine);
      if (both) put(written(file, merged(both, old)), path);
      else if (!mine) put(file, path);
      done.progress = true;
    } else if (place && isUntouched(old)) done.renewed += 1;
    else if (!mine) {
      put(place ? written(file, joined(old, await fetched(place))) : file, path);
      if (!path.startsWith("earlier/")) done.changed.push(path);
    } else if (!isSame(mine, file)) {
      put(file, aside(path, from));
      done.apart.push(aside(path, from));
    }
  }
  return done;
}

/**
 * Bring all that other editions keep to one edition, and delete it there.
 *
 * @param {string} edition the address of the current one, "/…/run/0.2.0-1a2b3c4d/"
 * @returns {Promise<object | null>} what was brought, as plan says it; null if there was nothing
 */
export async function bring(edition) {
  const act = () => brought(edition);
  return navigator.locks ? navigator.locks.request("embedlab", act) : act();
}

async function brought(edition) {
  const site = edition.slice(0, edition.lastIndexOf("run/"));
  const others = (await editions(site)).filter((path) => path !== edition);
  const all = { changed: [], renewed: 0, apart: [], progress: false };
  for (const other of others) {
    const files = await stored(other, "files");
    if (![...files.values()].some(isFile)) {
      await remove(other);
      continue;
    }
    const there = await stored(edition, "files"), from = other.split("/").at(-2);
    const fetched = (path) => json(`${edition}files/${path}`);
    const done = await plan(files, there, await placesIn(edition), from, fetched);
    await store(edition, "files", entries(done.files, there));
    await bringSettings(other, edition);
    await remove(other);
    all.changed.push(...done.changed);
    all.apart.push(...done.apart);
    all.renewed += done.renewed;
    all.progress ||= done.progress;
  }
  return all.progress || all.renewed || all.changed.length || all.apart.length ? all : null;
}

/** What the learner set in JupyterLab's menus, such as a larger text. */
async function bringSettings(other, edition) {
  const mine = await stored(edition, "settings");
  const theirs = [...await stored(other, "settings")].filter(([key]) => !mine.has(key));
  if (theirs.length) await store(edition, "settings", theirs);
}

const count = (n, one, many) => (n === 1 ? `1 ${one}` : `${n} ${many}`);

/** What was brought, in sentences. */
export function told({ changed, renewed, apart, progress }) {
  const came = [progress && "your progress", changed.length
    && `${count(changed.length, "file that you changed", "files that you changed")} (${
      changed.slice(0, 4).join(", ")}${changed.length > 4 ? ", …" : ""})`].filter(Boolean);
  const sentences = ["The course was updated."];
  if (came.length) sentences.push(`Your work is here: ${came.join(" and ")}.`);
  if (changed.some((path) => path.startsWith("exercises/") || path.startsWith("notebooks/"))) {
    sentences.push("Cells that you changed are yours, all others are new.");
  }
  if (renewed) {
    sentences.push(count(renewed, "notebook that you only ran is the new one.",
      "notebooks that you only ran are the new ones."));
  }
  if (apart.length) {
    sentences.push(`You had changed ${count(apart.length, "file", "files")} in both editions: the `
      + "older one is in the folder “earlier”.");
  }
  return sentences.join(" ");
}
