// Once a host step: the units of the fields of a stirred site are dealt out evenly. A workgroup
// takes a whole field.

// Sums of the invocations: low and high word.
var<workgroup> sums: array<vec2<u32>, GROUP>;

@compute @workgroup_size(GROUP)
fn stir_fields(call: Invocation) {
    let at = here(call, GROUP);
    let field = nth_field(task.fields, at.lot);
    let due = at.inside && running(at.lattice) && stirring_due(params[at.lattice].signal);
    let start = amounts_at(at.lattice, field);
    var sum = vec2<u32>(0u, 0u);
    if due {
        for (var i = at.index; i < task.field_cells; i += GROUP) {
            sum = with_word(sum, amounts[start + i]);
        }
    }
    sums[call.local] = sum;
    workgroupBarrier();
    if !due { return; }
    sum = vec2<u32>(0u, 0u);
    for (var i = 0u; i < GROUP; i++) {
        sum = with_word(sum, sums[i].x);
        sum.y += sums[i].y;
    }
    let share = divided_by(sum.y, sum.x, task.field_cells);
    for (var i = at.index; i < task.field_cells; i += GROUP) {
        amounts[start + i] = stirred_amount(i, now_of(at.lattice), task.field_cells, share);
    }
}

// A sum of two words and a word.
fn with_word(sum: vec2<u32>, word: u32) -> vec2<u32> {
    let low = sum.x + word;
    return vec2<u32>(low, sum.y + select(0u, 1u, low < word));
}
