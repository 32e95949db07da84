import assert from "node:assert/strict";
import { test } from "node:test";
import { constants, gzipSync } from "node:zlib";

import { gunzip } from "../../site/scripts/inflate.js";

function noise(size, kinds) {
  let seed = 1;
  return Uint8Array.from({ length: size }, () => {
    seed = (seed * 48271) % 0x7fffffff;
    return (seed >> 8) % kinds;
  });
}

const CONTENT = {
  nothing: new Uint8Array(0),
  "one byte": Uint8Array.of(7),
  "one byte, many times": new Uint8Array(300_000).fill(65),
  "bytes without a pattern": noise(200_000, 256),
  "few kinds of bytes": noise(200_000, 3),
  words: new TextEncoder().encode("import numpy as np; E = np.zeros((5, 3)); é\n".repeat(999)),
};
const { Z_FIXED, Z_HUFFMAN_ONLY } = constants;
const WAYS = [{ level: 0 }, { level: 1 }, { level: 9 }, { level: 9, strategy: Z_FIXED },
  { strategy: Z_HUFFMAN_ONLY }];

for (const [name, content] of Object.entries(CONTENT)) {
  test(`${name}: as before it was compressed`, () => {
    for (const way of WAYS) assert.deepEqual(gunzip(gzipSync(content, way)), content);
  });
}

test("what is no gzip file is refused", () => {
  assert.throws(() => gunzip(new Uint8Array(64).fill(255)));
});
