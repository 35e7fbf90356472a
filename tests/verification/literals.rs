//! Keys whose defaults were numbers of the program before: parameters come out as they were.

use crate::support::{scenario, world};
use il2sim::rules::{self, CTL, HELPER, LAK, NK, TREG};

#[test]
fn keys_that_were_literals_give_the_same_parameters_by_default() {
    let world = world(&scenario(&[("model.il2.on", "true")]), 0..1);
    let params = &world.lattices[0][0].params;
    let kinds = [CTL, HELPER, NK, LAK, TREG].map(|kind| params.kinds[kind as usize]);
    assert_eq!(kinds.map(|kind| kind.cd25_start), [8, 8, 0, 0, 15]);
    assert_eq!(kinds.map(|kind| kind.signal_start), [128, 128, 0, 200, 0]);
    assert_eq!(kinds.map(|kind| kind.il2_hill), [1, 1, 2, 2, 1]);
    assert!(kinds[..4].iter().all(|kind| kind.stimulus_ticks == 240), "24 h of 6 min");
    assert_eq!(kinds[1].timeout_ticks, 10, "1 h of 6 min");
    assert!(kinds[0].cd25_chance > 0 && kinds[0].uptake > 0);
    assert!(kinds.iter().all(|kind| kind.cd25_fall_chance == kind.cd25_chance >> 3));
    for kind in kinds {
        for cd25 in 0..16 {
            let y = cd25 << 24;
            assert_eq!(rules::effector_uptake(y, kind), kind.uptake * (5 + cd25) / 20);
        }
    }
    let line = params.lines[0];
    assert_eq!([line.mhc_threshold, line.mhc_start, line.mhc_spread], [8, 12, 4]);
    assert_eq!(kinds.map(|kind| kind.mhc_threshold), [8; 5]);
}

#[test]
fn stimulus_of_other_kinds_follows_that_of_ctl() {
    let world = world(
        &scenario(&[
            ("model.il2.on", "true"),
            ("model.ctl.stimulus_time", "\"12 h\""),
            ("model.nk.stimulus_ratio", "0.5"),
            ("model.helper.time_out", "\"2 h\""),
            ("model.ctl.uptake_floor", "0.5"),
            ("model.ctl.cd25_fall", "0"),
        ]),
        0..1,
    );
    let kinds = world.lattices[0][0].params.kinds;
    let of = |kind: u32| kinds[kind as usize];
    assert_eq!([CTL, HELPER, NK, LAK].map(|kind| of(kind).stimulus_ticks), [120, 120, 60, 120]);
    assert_eq!(of(HELPER).timeout_ticks, 20);
    assert_eq!(of(CTL).cd25_fall_chance, 0);
    let bare = rules::effector_uptake(0u32, of(CTL));
    assert_eq!(
        [bare, rules::effector_uptake(15u32 << 24, of(CTL))],
        [of(CTL).uptake / 2, of(CTL).uptake]
    );
}
