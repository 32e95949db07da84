/* What JupyterLite keeps in this browser: one database per edition, named by its address, in which
   a store maps the path of a file to the file. */
const NAME = "JupyterLite Storage - ";
const FOLDER = { type: "directory", format: "json", mimetype: "application/json", content: [],
  size: 0, writable: true };

export const asked = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

/** The addresses of all editions under a site's that keep anything here. */
export async function editions(site) {
  const bases = indexedDB.databases ? await indexedDB.databases() : [];
  return bases.map((base) => base.name).filter((name) => name?.startsWith(`${NAME}${site}run/`))
    .map((name) => name.slice(NAME.length));
}

async function opened(edition, store) {
  const upgraded = (version) => {
    const request = indexedDB.open(NAME + edition, version);
    request.onupgradeneeded = () => {
      const { objectStoreNames: names } = request.result;
      if (!names.contains(store)) request.result.createObjectStore(store);
    };
    return asked(request);
  };
  const base = await upgraded();
  if (base.objectStoreNames.contains(store)) return base;
  base.close();
  return upgraded(base.version + 1);
}

/** All that a store of an edition holds, by key. */
export async function stored(edition, store) {
  const base = await asked(indexedDB.open(NAME + edition));
  try {
    if (!base.objectStoreNames.contains(store)) return new Map();
    const held = base.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([asked(held.getAllKeys()), asked(held.getAll())]);
    return new Map(keys.map((key, i) => [key, values[i]]));
  } finally { base.close(); }
}

/** Add entries to a store of an edition: all of them, or, with an error, none. */
export async function store(edition, name, entries) {
  const base = await opened(edition, name);
  try {
    const act = base.transaction(name, "readwrite", { durability: "strict" });
    for (const [key, value] of entries) act.objectStore(name).put(value, key);
    await new Promise((done, fail) => {
      act.oncomplete = done;
      act.onabort = () => fail(act.error);
    });
  } finally { base.close(); }
}

/** Delete what an edition keeps; it is gone at last when no page uses it any more. */
export const remove = (edition) => new Promise((done, fail) => {
  const request = indexedDB.deleteDatabase(NAME + edition);
  request.onsuccess = request.onblocked = done;
  request.onerror = () => fail(request.error);
});

export const isFile = (file) => file.type !== "directory" && file.content !== null;

/** The entries of files and of the folders around them, without those folders that are there. */
export function entries(files, there) {
  const all = new Map(files.map((file) => [file.path, file]));
  for (const { path, created, last_modified } of files) {
    const parts = path.split("/");
    while (parts.pop() && parts.length) {
      const home = parts.join("/"), name = parts.at(-1);
      if (there.has(home) || all.has(home)) continue;
      all.set(home, { ...FOLDER, name, path: home, created, last_modified });
    }
  }
  return all;
}

/** The content of a file as it is downloaded: text or bytes. */
export function content(file) {
  if (file.format === "base64") return Uint8Array.from(atob(file.content), (c) => c.charCodeAt(0));
  return typeof file.content === "string" ? file.content : JSON.stringify(file.content, null, 1);
}
