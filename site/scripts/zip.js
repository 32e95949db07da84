/* One file of many: a zip archive, with names in UTF-8. */
const TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes) {
  let c = ~0;
  for (const byte of bytes) c = TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}

async function deflated(bytes) {
  if (typeof CompressionStream === "undefined") return null;
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Numbers as little-endian bytes: [[value, number of bytes], …]. */
function record(...fields) {
  const bytes = [];
  for (const [value, size] of fields) {
    for (let k = 0; k < size; k++) bytes.push((value / 256 ** k) & 255);
  }
  return new Uint8Array(bytes);
}

function dosTime(date) {
  const day = ((date.getFullYear() - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  return [[time, 2], [day, 2]];
}

/**
 * @param {{path: string, content: string | Uint8Array, date: Date}[]} files
 * @returns {Promise<Blob>} the archive
 */
export async function zip(files) {
  const parts = [], directory = [], encoder = new TextEncoder();
  let offset = 0, listed = 0;
  for (const { path, content, date } of files) {
    const name = encoder.encode(path);
    const bytes = typeof content === "string" ? encoder.encode(content) : content;
    const packed = await deflated(bytes), data = packed ?? bytes;
    const about = [[20, 2], [0x800, 2], [packed ? 8 : 0, 2], ...dosTime(date), [crc32(bytes), 4],
      [data.length, 4], [bytes.length, 4], [name.length, 2], [0, 2]];
    const head = record([0x04034b50, 4], ...about);
    const entry = record([0x02014b50, 4], [20, 2], ...about, [0, 2], [0, 2], [0, 2], [0, 4],
      [offset, 4]);
    parts.push(head, name, data);
    directory.push(entry, name);
    offset += head.length + name.length + data.length;
    listed += entry.length + name.length;
  }
  const end = record([0x06054b50, 4], [0, 4], [files.length, 2], [files.length, 2], [listed, 4],
    [offset, 4], [0, 2]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}
