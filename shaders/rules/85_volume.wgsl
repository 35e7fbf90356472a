// Paint in three dimensions: a lit view into a box of cells, in integers, so that it has the same
// bytes on every engine.
//
// A ray enters the box from the eye and is sampled every quarter of a cell, nearest first. A sample
// takes a part of the light that is left (VOLUME_LIGHT at first, `volume_takes`) and gives it to
// the picture in its own brightness (`volume_brightness`); the cell at which half of the light is
// gone is the one that is seen (`volume_over`). Effectors and vessels are beads, tumour cells are
// larger beads that touch each other, necrosis is a cloud, stroma and free tissue are glass.
//
// In: kinds of `census::Frame`; vectors of the camera in lattice axes, rounded to fixed point by
//     the caller. Out: an index into the palette of `80_paint.wgsl` (`volume_index`).
//
// No cards: how things look, no biology.

const VOLUME_LIGHT: u32 = 65536u;
// One in unit vectors.
const VOLUME_UNIT: i32 = 1024;

// Whether a kind makes the surface of a tissue, from which the light is reckoned.
fn volume_solid(kind: u32) -> u32 {
    return VOLUME_SOLID[known_code(kind)];
}

// What a sample takes of the light, of 256. `off`: from the cell's centre, 1/256 of a cell.
fn volume_takes(kind: u32, off: vec3<i32>) -> u32 {
    let at = clamp(off, vec3<i32>(-256, -256, -256), vec3<i32>(256, 256, 256));
    let square = u32(at.x * at.x + at.y * at.y + at.z * at.z);
    let code = known_code(kind);
    return select(0u, VOLUME_TAKES[code], square <= VOLUME_REACH[code]);
}

// The whole part of a square root.
fn volume_root(square: u32) -> u32 {
    var rest = square;
    var root = 0u;
    for (var step = 0u; step < 16u; step += 1u) {
        let bit = 1u << ((30u - 2u * step) & 31u);
        if (rest >= root + bit) {
            rest -= root + bit;
            root = root / 2u + bit;
        } else {
            root = root / 2u;
        }
    }
    return root;
}

// The cosine of the angle between a vector and a unit vector, in VOLUME_UNIT; 0 where the vector
// has no length.
fn volume_cosine(vector: vec3<i32>, unit: vec3<i32>) -> i32 {
    let v = clamp(vector, vec3<i32>(-4096, -4096, -4096), vec3<i32>(4096, 4096, 4096));
    let u = clamp(unit, vec3<i32>(-1024, -1024, -1024), vec3<i32>(1024, 1024, 1024));
    let length = i32(volume_root(u32(v.x * v.x + v.y * v.y + v.z * v.z)));
    if (length == 0) {
        return 0;
    }
    return clamp((v.x * u.x + v.y * u.y + v.z * u.z) / length, -VOLUME_UNIT, VOLUME_UNIT);
}

// Brightness of a sample, 0 to 255: soft light from `lamp`, a gleam half way between lamp and eye,
// shade where the tissue is crowded (`crowd` 0 to 255 around it), and dimmer farther away (`far` 0
// to 255). `outward`: out of the surface, any length.
fn volume_brightness(
    outward: vec3<i32>, lamp: vec3<i32>, gleam: vec3<i32>, crowd: u32, far: u32
) -> u32 {
    let turned = u32(volume_cosine(outward, lamp) + VOLUME_UNIT) / 2u;
    let soft = 40u + turned * turned / 1024u * 170u / 1024u;
    let straight = u32(max(volume_cosine(outward, gleam), 0));
    let sharp = straight * straight / 1024u;
    let sharper = sharp * sharp / 1024u;
    let shine = sharper * sharper / 1024u * 60u / 1024u;
    let open = 256u - max(min(crowd, 255u), 96u) / 2u + 48u;
    let near = 256u - min(far, 255u) * 96u / 256u;
    return min(soft * open / 256u * near / 256u + shine, 255u);
}

// A ray after a sample. x: light left; y: light given to the picture times brightness; z: the kind
// that is seen, 0 none yet; w: `far` of it.
fn volume_over(ray: vec4<u32>, kind: u32, takes: u32, brightness: u32, far: u32) -> vec4<u32> {
    let left = min(ray.x, VOLUME_LIGHT);
    let taken = left * min(takes, 256u) / 256u;
    let given = min(ray.y, 16777216u) + taken * min(brightness, 255u);
    if (ray.z == 0u && left - taken <= VOLUME_LIGHT / 2u) {
        return vec4<u32>(left - taken, given, kind, far);
    }
    return vec4<u32>(left - taken, given, ray.z, ray.w);
}

// Whether so little light is left that nothing farther can be seen.
fn volume_spent(ray: vec4<u32>) -> bool {
    return ray.x < 256u;
}

// The shade of what a ray saw, 0 to 7: its mean brightness, with an ordered dither of 4 x 4 pixels
// between two shades.
fn volume_shade(ray: vec4<u32>, x: u32, y: u32) -> u32 {
    let taken = VOLUME_LIGHT - min(ray.x, VOLUME_LIGHT - 1u);
    let mean = min(ray.y, 16777216u) / taken;
    let bayer = (((x ^ y) & 1u) << 3u) | ((y & 1u) << 2u) | (((x ^ y) & 2u)) | ((y & 2u) >> 1u);
    return min((min(mean, 255u) * 7u * 16u / 255u + bayer) / 16u, 7u);
}

// The palette's index of a kind in a shade; `level` 0 to 15 of IL-2 where nothing was seen.
fn volume_index(kind: u32, shade: u32, level: u32) -> u32 {
    let code = known_code(kind);
    if (code == CODE_OUTSIDE) {
        return PAINT_OUTSIDE;
    }
    let lit = PAINT_SHADES[8u * code + min(shade, 7u)];
    return select(lit, PAINT_FREE + min(level, 15u), lit == 0u);
}
