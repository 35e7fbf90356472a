// Once a host step: a resection takes the mass and the wound, but for the residue.

@compute @workgroup_size(GROUP)
fn resect(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if !at.inside || !running(at.lattice) || params[at.lattice].signal.resect == 0u { return; }
    let signal = params[at.lattice].signal;
    let i = at.lattice * task.cells + at.index;
    let cell = tissues[i];
    let mass = (cell & 7u) != FREE;
    if !in_wound(mass, reaches[i], signal) { return; }
    let x = effectors[i].x;
    if !effector_idle(x) {
        count_event(at.lattice, TOTAL_EFFECTOR_RESECTED + effector_kind(x) - 1u);
        effectors[i] = vec2<u32>(0u, 0u);
    }
    let alive = is_alive(cell);
    let centre = vec3<i32>(i32(signal.residue_x), i32(signal.residue_y), i32(signal.residue_z));
    if !mass || (is_living_tumour(cell) && stays_after_resection(position_of(at.index, lattice_size()), centre, signal.keep_square)) { return; }
    let kind = tissue_kind(cell);
    if alive {
        count_event(at.lattice, TOTAL_RESECTED + tissue_line(cell));
    } else if kind == DYING || kind == NECROTIC {
        count_event(at.lattice, TOTAL_DEAD_RESECTED);
    }
    tissues[i] = FREE;
}
