// The frames of one site. `film.frame(i)` gives the bytes of picture i; only the chunks around it are unpacked and kept.
function openFilm(site, planes) {
  const bytes = planes * site.panes.reduce((sum, pane) => sum + pane.width * pane.height, 0);
  const kept = new Map();
  async function unpack(number) {
    const packed = Uint8Array.from(atob(site.chunks[number]), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const all = new Uint8Array(await new Response(stream).arrayBuffer());
    const frames = [];
    for (let start = 0; start < all.length; start += bytes) {
      const frame = all.subarray(start, start + bytes);
      const before = frames[frames.length - 1];
      if (before) for (let i = 0; i < bytes; i++) frame[i] ^= before[i];
      frames.push(frame);
    }
    return frames;
  }
  function chunk(number) {
    if (!kept.has(number)) {
      kept.set(number, unpack(number));
      if (kept.size > 6) kept.delete(kept.keys().next().value);
    } else {
      const again = kept.get(number);
      kept.delete(number);
      kept.set(number, again);
    }
    return kept.get(number);
  }
  return {
    length: site.time_h.length,
    async frame(i) {
      const number = Math.floor(i / site.chunk);
      const frames = await chunk(number);
      if (number + 1 < site.chunks.length) chunk(number + 1);
      return frames[i - number * site.chunk];
    },
  };
}
