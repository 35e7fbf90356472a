// Pictures from codes. Every colour and shape comes from the tables that the program wrote; none is chosen here.
function makePainter(tables) {
  const rgb = Uint32Array.from(tables.rgb, (c) => (0xff000000 | ((c & 255) << 16) | (c & 0xff00) | (c >> 16)) >>> 0);
  const outline = rgb[tables.outline];

  function square(out, stride, left, top, edge, colour) {
    for (let y = top; y < top + edge; y++) out.fill(colour, y * stride + left, y * stride + left + edge);
  }

  // One cell of tissue: 0 in the pattern is the cell's own colour.
  function tissue(out, stride, left, top, edge, pattern, own) {
    for (let y = 0, i = 0; y < edge; y++) {
      const row = (top + y) * stride + left;
      for (let x = 0; x < edge; x++, i++) out[row + x] = pattern[i] ? rgb[pattern[i]] : own;
    }
  }

  function box(out, width, height, left, top, edge, colour) {
    const right = Math.min(left + edge, width);
    for (let y = Math.max(top, 0); y < Math.min(top + edge, height); y++) out.fill(colour, y * width + Math.max(left, 0), y * width + right);
  }

  function shape(out, width, height, left, top, edge, pattern, colour) {
    for (let y = 0, i = 0; y < edge; y++) {
      for (let x = 0; x < edge; x++, i++) {
        const px = left + x, py = top + y;
        if (pattern[i] && px >= 0 && py >= 0 && px < width && py < height) out[py * width + px] = colour;
      }
    }
  }

  // A kind alone in its byte leaves MHC class I and shade to a byte of their own.
  const packed = tables.planes === 2;
  const kindOf = (code) => (packed ? code & 15 : code);
  const isTissue = (kind) => kind > 0 && kind < tables.effector.length && kind !== tables.outside && tables.effector[kind] === null;

  function indexOf(layer, kind, mhc, fields) {
    if (layer === "il2") return tables.il2[kind * 16 + (fields & 15)];
    if (layer === "ifng") return tables.ifng[kind * 16 + (fields >> 4)];
    if (layer === "mhc") return tables.mhc[kind * 16 + mhc];
    return tables.cells[kind * 16 + (fields & 15)];
  }

  // `beside`: MHC class I and shade where they have a byte of their own.
  function pane(look, codes, fields, beside, layer, hidden, out) {
    const { width, height, edge } = look, stride = width * edge, high = height * edge;
    const effectors = [];
    for (let i = 0; i < codes.length; i++) {
      const left = (i % width) * edge, top = Math.floor(i / width) * edge;
      let kind = kindOf(codes[i]);
      const more = packed ? codes[i] >> 4 : beside[i];
      if (hidden[kind]) kind = 0;
      if (look.drawn === "lit") {
        const plain = (layer === "cells" || layer === "mhc") && !tables.glass[kind];
        const inside = kind !== tables.outside && kind < tables.effector.length;
        square(out, stride, left, top, edge, rgb[plain ? tables.lit[kind * 8 + (more & 7)] : indexOf(layer, inside ? 0 : kind, 0, fields[i])]);
      } else if (look.drawn === "far") {
        const glass = tables.glass[kind] === true;
        const mhc = Math.min(15, (more >> 2) * 5);
        const plain = layer === "cells" && !glass;
        square(out, stride, left, top, edge, rgb[plain ? tables.far[kind * 4 + (more & 3)] : indexOf(layer, glass ? 0 : kind, mhc, fields[i])]);
      } else if (layer === "cells" && tables.effector[kind] != null) {
        effectors.push(i);
      } else {
        const own = rgb[indexOf(layer, kind, more, fields[i])];
        if (layer === "cells" && isTissue(kind)) tissue(out, stride, left, top, edge, look.tissue[kind], own);
        else square(out, stride, left, top, edge, own);
      }
    }
    const half = edge >> 1, wide = look.shape_edge, around = wide + 2 * look.ring;
    for (const i of effectors) box(out, stride, high, (i % width) * edge + half - (around >> 1), Math.floor(i / width) * edge + half - (around >> 1), around, outline);
    for (const i of effectors) {
      const kind = kindOf(codes[i]);
      shape(out, stride, high, (i % width) * edge + half - (wide >> 1), Math.floor(i / width) * edge + half - (wide >> 1), wide, look.shapes[tables.effector[kind]], rgb[tables.cells[kind * 16]]);
    }
  }

  // A kind of the legend, on a canvas of 16 pixels.
  function swatch(canvas, kind) {
    const context = canvas.getContext("2d"), image = context.createImageData(16, 16), out = new Uint32Array(image.data.buffer);
    tables.swatches[kind].forEach((index, i) => (out[i] = rgb[index]));
    context.putImageData(image, 0, 0);
  }

  // The sixteen colours of a layer, one pixel each.
  function key(canvas, layer) {
    const context = canvas.getContext("2d"), image = context.createImageData(16, 1), out = new Uint32Array(image.data.buffer);
    for (let level = 0; level < 16; level++) out[level] = rgb[indexOf(layer, layer === "mhc" ? tables.tumour[0] : 0, level, level | (level << 4))];
    context.putImageData(image, 0, 0);
  }

  return { pane, swatch, key, kindOf, isEffector: (kind) => tables.effector[kind] != null, outside: tables.outside, planes: tables.planes, codes: tables.effector.length };
}
