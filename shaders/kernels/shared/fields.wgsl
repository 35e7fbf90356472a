// What kernels of the fields have before them too: a pass along a line, the reaction of a site, and
// what reactions leave in the ledger.

// A line of field sites along an axis.
struct SiteLine {
    // Its first site.
    first: u32,
    // From one site to the next.
    step: u32,
    // Sites.
    sites: u32,
}

// A pass of a field along an axis.
struct LinePass {
    // Where the amounts before it lie.
    start: u32,
    // Its number, of which the dither is one.
    sweep: u32,
    // Sites in a stride.
    stride: u32,
    // What goes how far.
    shares: Shares,
}

// The pass of a field along an axis at a level of the sub-step of the dispatch.
fn pass_of(lattice: u32, field: u32, axis: u32, level: u32) -> LinePass {
    let law = params[lattice].laws[field];
    let turn = params[lattice].turns[field * TURNS + task.substep];
    let sweep = pass_number(now_of(lattice), law, turn, axis, level);
    let row = (field * SUBSTEPS + task.substep) * LEVELS + level;
    let start = amounts_in(half_written(field) ^ 1u, lattice, field);
    return LinePass(start, sweep, stride_of(level), params[lattice].shares[row]);
}

// What a site sends just so far to one side: all that goes as far, less what goes farther.
fn sent(amount: u32, noise: u32, share: u32, beyond: u32) -> u32 {
    return given_beyond(amount, share, noise) - given_beyond(amount, beyond, noise);
}

// The same of a site of the amounts.
fn sent_from(index: u32, by: LinePass, share: u32, beyond: u32) -> u32 {
    return sent(amounts[by.start + index], pass_noise(index, by.sweep), share, beyond);
}

// Where a walk of at most the line's length arrives to the right and to the left, mirrored at its
// walls.
fn mirrored_right(place: u32, away: u32, sites: u32) -> u32 {
    let at = place + away;
    return select(at, 2u * sites - 1u - at, at >= sites);
}
fn mirrored_left(place: u32, away: u32) -> u32 {
    return select(away - place - 1u, place - away, away <= place);
}

// What acts on a field site at a turn.
fn exposure_of(at: Here, field: u32, turn: Turn, amount: u32, noise: u32) -> Exposure {
    let source = field_work[work_from(at.lattice, field) + at.index];
    var exposure = Exposure(0u, 0u, 0u, source);
    if field != INTERLEUKIN { return exposure; }
    let receptors = field_work[work_from(at.lattice, WORK_RECEPTORS) + at.index];
    if receptors != 0u {
        let half = params[at.lattice].laws[field].uptake_half;
        exposure.uptake = uptake_part(receptors, half, turn.acting, amount, noise);
    }
    let hazard = field_work[work_from(at.lattice, WORK_HAZARD) + at.index];
    if hazard != 0u {
        exposure.fraction = exchanged_part(hazard, turn.acting);
        exposure.level = field_work[work_from(at.lattice, WORK_LEVEL) + at.index];
    }
    return exposure;
}

// What a field site does at a turn.
fn reaction_at(at: Here, field: u32, number: u32, amount: u32) -> Reaction {
    let turn = params[at.lattice].turns[field * TURNS + number];
    let noise = turn_noise(at.index, now_of(at.lattice), params[at.lattice].laws[field], number);
    return reaction(amount, turn, exposure_of(at, field, turn, amount, noise), noise);
}

// What each invocation adds to each entry of the ledger; rows a little longer than a workgroup, so
// that entries do not share a memory bank.
const ROW: u32 = 72u;
var<workgroup> parts: array<u32, 432>;

// A field site reacts at a turn: what is left there; what it adds to the ledger stays in the
// workgroup.
fn react_at(at: Here, local: u32, field: u32, number: u32, amount: u32) -> u32 {
    let next = reaction_at(at, field, number, amount);
    parts[local] = next.made;
    parts[ROW + local] = next.entered;
    parts[2u * ROW + local] = next.decayed;
    parts[3u * ROW + local] = next.taken;
    parts[4u * ROW + local] = next.returned;
    parts[5u * ROW + local] = next.lost;
    return next.amount;
}

// The reaction of a field site before the first sub-step.
fn react_first(at: Here, local: u32, field: u32) {
    let amount = amounts[amounts_at(at.lattice, field) + at.index];
    let left = react_at(at, local, field, 0u, amount);
    amounts[amounts_in(half_written(field), at.lattice, field) + at.index] = left;
}

// Each field has entries of its own among the sums of a workgroup.
const_assert FIELDS * LEDGER_WORDS <= COUNTS;

// Adds what a workgroup's sites left to the ledger of a field.
fn add_reactions(lattice: u32, local: u32, field: u32) {
    workgroupBarrier();
    // Eight invocations an entry, each sums eight parts in 16-bit halves.
    if local < 8u * LEDGER_WORDS {
        let entry = local / 8u;
        var low = 0u;
        var high = 0u;
        for (var k = 0u; k < 8u; k++) {
            let part = parts[entry * ROW + 8u * k + local - 8u * entry];
            low += part & 0xffffu;
            high += part >> 16u;
        }
        let number = field * LEDGER_WORDS + entry;
        if low != 0u { atomicAdd(&halves[2u * number], low); }
        if high != 0u { atomicAdd(&halves[2u * number + 1u], high); }
    }
    workgroupBarrier();
    add_to_ledger(lattice, local, field);
}

// Adds a workgroup's sums of a field to the ledger.
fn add_to_ledger(lattice: u32, local: u32, field: u32) {
    if local < LEDGER_WORDS {
        let number = field * LEDGER_WORDS + local;
        let sum = tallied(number);
        if (sum.x | sum.y) != 0u { add_total(lattice, TOTAL_LEDGER + number, sum.x, sum.y); }
    }
}
