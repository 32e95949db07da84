// ---- a training run, as the page carries it ----
export function unpack(data) {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const xy = new Int16Array(bytes(data.positions).buffer), losses = new Float32Array(bytes(data.losses).buffer);
  const touched = bytes(data.touched), lengths = bytes(data.lengths), V = xy.length / 2 / losses.length;
  const at = (k, i) => [xy[2 * (k * V + i)] * data.scale, xy[2 * (k * V + i) + 1] * data.scale];
  const change = (k, i) => { // what step k added to row i: along each axis, and the length of the whole
    const [x0, y0] = at(Math.max(0, k - 1), i), [x, y] = at(k, i);
    return [x - x0, y - y0, lengths[k * V + i] / 255 * data.full];
  };
  return { ...data, losses, at, change, S: losses.length - 1, touched: (k, i) => touched[k * V + i] === 1 };
}
