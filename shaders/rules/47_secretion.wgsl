// What cells make and take in one tissue step. x, y, z, w: interleukin-2, IFN-gamma,
// chemoattractant, suppressive factor, units times 4.

// RULE secretion of effectors   Stimulated cells make interleukin-2 and IFN-gamma, regulatory T
// cells the suppressive factor, gene-modified cells interleukin-2 always.
//   il2 = gene + [stimulated] il2_secretion; ifng = [stimulated] ifng_secretion;
//   suppressor = suppressor_secretion
//   keys model.KIND.il2_secretion, ifng_secretion, suppressor_secretion; treatment.N.il2_secretion
//   assumed: constant while stimulated
fn effector_sources(y: u32, kind: Kind, graft: Graft) -> vec4<u32> {
    var made = vec4<u32>(graft.il2_source, 0u, 0u, kind.suppressor_source);
    if stimulus_of(y) > 0u {
        made.x = capped_sum(made.x, kind.il2_source);
        made.y = kind.ifng_source;
    }
    return made;
}

// RULE secretion of tissue cells   Living tumour cells make the suppressive factor, and
// chemoattractant under IFN-gamma; dying cells make chemoattractant; gene-modified cells and
// vaccines make interleukin-2.
//   tumour: il2_secretion, chemo_ifng * O_ifng, suppressive_factor_secretion; vaccine:
//   il2_secretion; dying: chemo_secretion
//   keys tumour.N.il2_secretion, suppressive_factor_secretion; vaccine.N.il2_secretion
//   keys model.tumour.chemo_secretion, chemo_ifng; model.vaccine.irradiated_il2; model.ifng.half
//   assumed: constant rates; no number was found for the chemoattractant
fn tissue_sources(cell: u32, line: Line, ifng: u32) -> vec4<u32> {
    let kind = tissue_kind(cell);
    if kind == TUMOUR {
        let chemo = scaled(line.chemo_ifng_source, ifng);
        return vec4<u32>(line.il2_source, 0u, chemo, line.suppressor_source);
    }
    if kind == VACCINE { return vec4<u32>(line.il2_source, 0u, 0u, 0u); }
    if kind == DYING { return vec4<u32>(0u, 0u, line.chemo_source, 0u); }
    return vec4<u32>(0u, 0u, 0u, 0u);
}

// RULE uptake capacity   A cell's largest uptake of interleukin-2 grows with its CD25, from a part
// to the whole.
//   C = il2_uptake * [f + (1 - f) CD25 / 15], f = uptake_floor, CD25 0 to 15
//   keys model.KIND.il2_uptake, uptake_floor
//   assumed: a quarter without CD25
fn effector_uptake(y: u32, kind: Kind) -> u32 {
    let cd25 = 16u * cd25_of(y);
    return proportion(kind.uptake, kind.uptake_floor + cd25, kind.uptake_floor + 240u);
}

// helper: both together, each at most the largest word.
fn made_together(a: vec4<u32>, b: vec4<u32>) -> vec4<u32> {
    return vec4<u32>(
        capped_sum(a.x, b.x), capped_sum(a.y, b.y), capped_sum(a.z, b.z), capped_sum(a.w, b.w));
}
