/* Takes the compression off a gzip file at once. What browsers have for it is asynchronous, and
   Python, when it reads a file, cannot wait. RFC 1951 and 1952. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LENGTHS = based(3, 29, 4), DISTANCES = based(1, 30, 2);
LENGTHS[28] = [258, 0];

/** [least value, extra bits] of each symbol; so many in turn have the same number of extra bits. */
function based(start, count, same) {
  const table = [];
  for (let value = start; table.length < count; value += 1 << table.at(-1)[1]) {
    table.push([value, Math.max(0, Math.floor(table.length / same) - 1)]);
  }
  return table;
}

/** A table from the next `bits` bits to (symbol << 4 | length of its code). */
function codes(lengths) {
  const bits = Math.max(...lengths, 1), table = new Uint16Array(1 << bits);
  let code = 0;
  for (let length = 1; length <= bits; length++, code <<= 1) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      let turned = 0; // codes begin with their highest bit, the file with the lowest
      for (let k = 0; k < length; k++) turned |= ((code >> k) & 1) << (length - 1 - k);
      for (let at = turned; at < table.length; at += 1 << length) table[at] = symbol << 4 | length;
      code += 1;
    }
  }
  return table;
}

const FIXED = [codes(Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9
  : n < 280 ? 7 : 8))), codes(Array(30).fill(5))];

class Bits {
  constructor(bytes, at) { Object.assign(this, { bytes, at, held: 0, count: 0 }); }

  need(count) {
    while (this.count < count) {
      this.held |= this.bytes[this.at++] << this.count;
      this.count += 8;
    }
  }

  take(count) {
    this.need(count);
    const value = this.held & ((1 << count) - 1);
    this.held >>>= count;
    this.count -= count;
    return value;
  }

  symbol(table) {
    this.need(15); // zeros after the end do no harm
    const found = table[this.held & (table.length - 1)], length = found & 15;
    if (!length) throw new Error("not a gzip file: no such code");
    this.held >>>= length;
    this.count -= length;
    return found >> 4;
  }
}

/** The two tables that a block brings along. */
function tables(bits) {
  const literals = bits.take(5) + 257, all = literals + bits.take(5) + 1, short = Array(19).fill(0);
  for (let k = 0, count = bits.take(4) + 4; k < count; k++) short[ORDER[k]] = bits.take(3);
  const table = codes(short), lengths = [];
  while (lengths.length < all) {
    const symbol = bits.symbol(table);
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) lengths.push(...Array(bits.take(2) + 3).fill(lengths.at(-1)));
    else lengths.push(...Array(symbol === 17 ? bits.take(3) + 3 : bits.take(7) + 11).fill(0));
  }
  return [codes(lengths.slice(0, literals)), codes(lengths.slice(literals))];
}

function block(bits, out, start, [literals, distances]) {
  for (let at = start; ;) {
    const symbol = bits.symbol(literals);
    if (symbol < 256) out[at++] = symbol;
    else if (symbol === 256) return at;
    else {
      const length = LENGTHS[symbol - 257], end = at + length[0] + bits.take(length[1]);
      const near = DISTANCES[bits.symbol(distances)], back = near[0] + bits.take(near[1]);
      for (; at < end; at++) out[at] = out[at - back];
    }
  }
}

function copied(bits, out, at) {
  bits.at -= bits.count >> 3; // whole bytes that were held
  bits.held = bits.count = 0;
  const size = bits.take(16);
  bits.take(16); // the same, turned round
  out.set(bits.bytes.subarray(bits.at, bits.at + size), at);
  bits.at += size;
  return at + size;
}

/**
 * @param {Uint8Array} bytes a gzip file without a name in it
 * @returns {Uint8Array} its content
 */
export function gunzip(bytes) {
  const tail = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4);
  const out = new Uint8Array(tail.getUint32(0, true)), bits = new Bits(bytes, 10);
  for (let at = 0, isLast = 0; !isLast;) {
    isLast = bits.take(1);
    const kind = bits.take(2);
    if (kind === 0) at = copied(bits, out, at);
    else at = block(bits, out, at, kind === 1 ? FIXED : tables(bits));
  }
  return out;
}
