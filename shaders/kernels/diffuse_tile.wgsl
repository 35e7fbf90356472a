// The passes of one or several fields along x and then y, in a tile of a plane; in the plane its
// sites react then. Lines are at least as long as a pass reaches.
//
// A workgroup spreads the tile's rows along x, with the rows of its halo, into its own memory, and
// from there along y. A workgroup is wider here than elsewhere, for it has many sites.

// Sites of a tile with the rows of its halo, after the pass along x; then sums of the ledger.
var<workgroup> sites: array<u32, TILE_SITES>;

// A tile of a plane of a field.
struct Tile {
    // Its first column.
    x: u32,
    // Its first row.
    y: u32,
    // Sites along x.
    width: u32,
    // Along y.
    height: u32,
    // The first row with those of the halo.
    top: u32,
    // Rows with those of the halo.
    rows: u32,
}

@compute @workgroup_size(TILE_GROUP)
fn diffuse_tile(call: Invocation) {
    let linear = call.group.y * call.grid.x + call.group.x;
    let across = linear / task.groups;
    let lot = across / task.count;
    let lattice = min(task.first + across - lot * task.count, task.lattices - 1u);
    let field = nth_field(task.fields, lot);
    let works = lot < countOneBits(task.fields) && running(lattice);
    let size = field_size();
    let tiles = (size.x + task.tile_x - 1u) / task.tile_x;
    let tiles_in_plane = tiles * ((size.y + task.tile_y - 1u) / task.tile_y);
    let number = linear - across * task.groups;
    let z = number / tiles_in_plane;
    let plane = z * size.x * size.y;
    let tile = tile_of(number - z * tiles_in_plane, tiles, size);
    if works { spread_rows(tile, plane, call.local, pass_of(lattice, field, 0u, 0u)); }
    workgroupBarrier();
    var added = Added();
    if works {
        let by = pass_of(lattice, field, 1u, 0u);
        let to = amounts_in(half_written(field), lattice, field);
        for (var i = call.local; i < TILE_SITES; i += TILE_GROUP) {
            if i >= tile.width * tile.height { break; }
            let row = i / tile.width;
            let x = i - row * tile.width;
            let index = plane + (tile.y + row) * size.x + tile.x + x;
            var amount = spread_column(tile, x, tile.y + row, plane, by);
            if task.reacts != 0u {
                let at = Here(lattice, index, lot, true);
                let next = reaction_at(at, field, task.substep + 1u, amount);
                added = added_to(added, next);
                amount = next.amount;
            }
            amounts[to + index] = amount;
        }
    }
    if task.reacts != 0u {
        gather(added, call.local, field);
        workgroupBarrier();
        add_to_ledger(lattice, call.local, field);
    }
}

// The n-th tile of a plane, row by row.
fn tile_of(n: u32, across: u32, size: vec3<u32>) -> Tile {
    let row = n / across;
    let x = (n - row * across) * task.tile_x;
    let y = row * task.tile_y;
    let height = min(task.tile_y, size.y - y);
    let top = y - min(y, REACHED);
    let bottom = min(y + height + REACHED, size.y);
    return Tile(x, y, min(task.tile_x, size.x - x), height, top, bottom - top);
}

// The pass along x of a tile's rows and of its halo's.
fn spread_rows(tile: Tile, plane: u32, local: u32, by: LinePass) {
    let size = field_size();
    for (var i = local; i < TILE_SITES; i += TILE_GROUP) {
        if i >= tile.width * tile.rows { break; }
        let row = i / tile.width;
        let first = plane + (tile.top + row) * size.x;
        sites[i] = spread_row(first, tile.x + i - row * tile.width, size.x, by);
    }
}

// What lies at a place of a row after the pass along x.
fn spread_row(first: u32, place: u32, length: u32, by: LinePass) -> u32 {
    let own = amounts[by.start + first + place];
    var share = share_beyond(by.shares, 1u);
    var sum = kept_of(own, given_beyond(own, share, pass_noise(first + place, by.sweep)));
    for (var k = 1u; k <= REACHED; k++) {
        if share == 0u { break; }
        let beyond = share_beyond(by.shares, k + 1u);
        let right = first + mirrored_right(place, k, length);
        let left = first + mirrored_left(place, k);
        sum += sent_from(right, by, share, beyond) + sent_from(left, by, share, beyond);
        share = beyond;
    }
    return sum;
}

// What lies after the pass along y at a place of a column, `x` sites from the tile's first.
fn spread_column(tile: Tile, x: u32, place: u32, plane: u32, by: LinePass) -> u32 {
    let size = field_size();
    let column = plane + tile.x + x;
    let own = site_at(tile, x, place);
    let noise = pass_noise(column + place * size.x, by.sweep);
    var share = share_beyond(by.shares, 1u);
    var sum = kept_of(own, given_beyond(own, share, noise));
    for (var k = 1u; k <= REACHED; k++) {
        if share == 0u { break; }
        let beyond = share_beyond(by.shares, k + 1u);
        let below = mirrored_right(place, k, size.y);
        let noise_below = pass_noise(column + below * size.x, by.sweep);
        sum += sent(site_at(tile, x, below), noise_below, share, beyond);
        let above = mirrored_left(place, k);
        let noise_above = pass_noise(column + above * size.x, by.sweep);
        sum += sent(site_at(tile, x, above), noise_above, share, beyond);
        share = beyond;
    }
    return sum;
}

// What a row of the plane holds in a tile's column after the pass along x.
fn site_at(tile: Tile, x: u32, row: u32) -> u32 {
    return sites[(row - tile.top) * tile.width + x];
}

// What an invocation's sites add to the entries of the ledger, in 16-bit halves.
struct Added {
    // Low halves of the first three entries.
    low_first: vec3<u32>,
    // Their high halves.
    high_first: vec3<u32>,
    // Low halves of the other three.
    low_rest: vec3<u32>,
    // Their high halves.
    high_rest: vec3<u32>,
}

fn added_to(sums: Added, next: Reaction) -> Added {
    let first = vec3<u32>(next.made, next.entered, next.decayed);
    let rest = vec3<u32>(next.taken, next.returned, next.lost);
    let mask = vec3<u32>(0xffffu);
    let shift = vec3<u32>(16u);
    return Added(
        sums.low_first + (first & mask),
        sums.high_first + (first >> shift),
        sums.low_rest + (rest & mask),
        sums.high_rest + (rest >> shift)
    );
}

// The sums of a tile must not overflow, and those of its invocations find room in it.
const SUMS: u32 = 2u * LEDGER_WORDS;
const_assert TILE_SITES <= 65537u && SUMS * TILE_GROUP <= TILE_SITES;
// Invocations that add up one sum.
const ADDERS: u32 = 16u;
const_assert SUMS * ADDERS <= TILE_GROUP && TILE_GROUP % ADDERS == 0u;

// Adds up what the invocations of a workgroup have of a field.
fn gather(added: Added, local: u32, field: u32) {
    workgroupBarrier();
    for (var n = 0u; n < 3u; n++) {
        sites[2u * n * TILE_GROUP + local] = added.low_first[n];
        sites[(2u * n + 1u) * TILE_GROUP + local] = added.high_first[n];
        sites[(2u * n + 6u) * TILE_GROUP + local] = added.low_rest[n];
        sites[(2u * n + 7u) * TILE_GROUP + local] = added.high_rest[n];
    }
    workgroupBarrier();
    if local >= SUMS * ADDERS { return; }
    let number = local / ADDERS;
    var sum = 0u;
    for (var k = 0u; k < TILE_GROUP; k += ADDERS) {
        sum += sites[number * TILE_GROUP + k + local % ADDERS];
    }
    if sum != 0u { atomicAdd(&halves[2u * field * LEDGER_WORDS + number], sum); }
}
