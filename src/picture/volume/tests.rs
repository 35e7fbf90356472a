use super::*;
use crate::picture::palette::BOX_LINE;

const SIDE: Camera = Camera { turn_deg: 0.0, tilt_deg: 0.0, cut: false };

fn frame(cells: [usize; 3], kind: impl Fn(usize, usize, usize) -> u8) -> Frame {
    let [w, h, d] = cells;
    let n = w * h * d;
    let kind = (0..n).map(|i| Code(kind(i % w, i / w % h, i / (w * h)))).collect();
    Frame {
        replicate: 0,
        site: 0,
        step: 0,
        kind,
        mhc: vec![0; n],
        il2: vec![0; n],
        ifng: vec![0; n],
    }
}

/// A ball about the middle of a box of `n` cells.
fn ball(n: usize, radius: usize, kind: impl Fn(usize) -> u8) -> Frame {
    frame([n; 3], |x, y, z| {
        let far = [x, y, z].map(|c| c.abs_diff(n / 2).pow(2)).iter().sum::<usize>();
        if far < radius * radius { kind(far) } else { 0 }
    })
}

fn middle(pane: &Pane) -> u8 {
    pane.kind[pane.width * (pane.height / 2) + pane.width / 2].0
}

#[test]
fn the_nearer_bead_hides_the_farther_one_and_half_a_turn_exchanges_them() {
    let beads = frame([9; 3], |x, y, z| match (x, y, z) {
        (4, 4, 1) => 8,
        (4, 4, 7) => 10,
        _ => 0,
    });
    assert_eq!(middle(&volume(&beads, [9; 3], SIDE, 5)), 8);
    assert_eq!(middle(&volume(&beads, [9; 3], Camera { turn_deg: 180.0, ..SIDE }, 5)), 10);
}

#[test]
fn right_and_down_are_those_of_the_slice_and_a_raised_camera_sees_the_top() {
    let bead = frame([9; 3], |x, y, z| if (x, y, z) == (7, 1, 4) { 11 } else { 0 });
    let pane = volume(&bead, [9; 3], SIDE, 4);
    let at = pane.kind.iter().position(|kind| *kind == Code::LAK).unwrap();
    assert!(at % pane.width > pane.width / 2 && at / pane.width < pane.height / 2);
    let halves = frame([9; 3], |_, y, _| if y < 4 { 8 } else { 10 });
    assert_eq!(middle(&volume(&halves, [9; 3], Camera { tilt_deg: 90.0, ..SIDE }, 4)), 8);
    assert_eq!(middle(&volume(&halves, [9; 3], Camera { tilt_deg: -90.0, ..SIDE }, 4)), 10);
}

#[test]
fn what_lies_inside_is_seen_only_where_the_nearest_eighth_is_cut_out() {
    let hollow = ball(21, 9, |far| if far < 16 { 6 } else { 1 });
    for turn_deg in [45.0, 135.0, 225.0, 315.0] {
        let camera = Camera { turn_deg, ..Camera::FIRST };
        assert!(volume(&hollow, [21; 3], camera, 3).kind.contains(&Code::NECROTIC), "{turn_deg}");
        assert!(
            !volume(&hollow, [21; 3], Camera { cut: false, ..camera }, 3)
                .kind
                .contains(&Code::NECROTIC),
            "{turn_deg}"
        );
    }
}

#[test]
fn a_ball_is_brighter_towards_the_lamp() {
    let pane = volume(&ball(25, 9, |_| 1), [25; 3], SIDE, 4);
    let mean = |left: bool, top: bool| {
        let inside = |i: &usize| {
            pane.kind[*i] == Code::TUMOUR_POSITIVE
                && (i % pane.width < pane.width / 2) == left
                && (i / pane.width < pane.height / 2) == top
        };
        let shades: Vec<f64> =
            (0..pane.kind.len()).filter(inside).map(|i| f64::from(pane.shade[i])).collect();
        shades.iter().sum::<f64>() / shades.len() as f64
    };
    assert!(
        mean(true, true) > mean(false, false) + 1.0,
        "{} {}",
        mean(true, true),
        mean(false, false)
    );
}

#[test]
fn the_middle_of_a_sparse_box_is_seen_from_everywhere_and_the_box_keeps_its_size() {
    let one = frame([7, 5, 9], |x, y, z| if (x, y, z) == (3, 2, 4) { 12 } else { 0 });
    let mut sizes = Vec::new();
    for turn_deg in [0.0, 17.0, 90.0, 211.0, 359.0] {
        let pane = volume(&one, [7, 5, 9], Camera { turn_deg, cut: false, ..Camera::FIRST }, 6);
        assert!(pane.kind.contains(&Code::TREG) && pane.kind.contains(&BOX_LINE), "{turn_deg}");
        sizes.push((pane.width, pane.height));
    }
    sizes.dedup();
    assert_eq!(sizes.len(), 1);
}

#[test]
fn rays_begin_and_end_where_the_box_does() {
    let cells = [5, 3, 4];
    let empty = frame(cells, |_, _, _| 0);
    let volume = Volume::new(&empty, cells, None);
    let mut met = 0;
    for turn_deg in [0.0, 33.0, 90.0, 200.0] {
        for tilt_deg in [-90.0, -20.0, 0.0, 25.0] {
            let view = Camera { turn_deg, tilt_deg, cut: false }.view();
            let rays = rays(view, DVec3::new(5.0, 3.0, 4.0), 0.5, 16);
            for sample in 0..256 {
                let start: [i64; 3] = std::array::from_fn(|c| {
                    rays.corner[c] + (sample % 16) * rays.right[c] + (sample / 16) * rays.down[c]
                });
                let (first, last) = volume.within(start, rays.away, rays.steps);
                for step in 0..rays.steps {
                    let inside = (0..3).all(|c| {
                        (0..cells[c] as i64).contains(&((start[c] + step * rays.away[c]) >> 16))
                    });
                    assert_eq!(
                        inside,
                        (first..=last).contains(&step),
                        "{turn_deg} {tilt_deg} {sample} {step}"
                    );
                    met += u32::from(inside);
                }
            }
        }
    }
    assert!(met > 1_000);
}

#[test]
fn a_ray_leaves_a_cell_or_a_block_after_the_steps_that_are_said() {
    let mut word = 7_u64;
    let mut draw = |range: i64| {
        word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (word >> 33) as i64 % range
    };
    for _ in 0..20_000 {
        let at = [draw(1 << 20), draw(1 << 20), draw(1 << 20)];
        let away = [draw(32_769) - 16_384, draw(32_769) - 16_384, 16_384];
        for bits in [CELL_BITS, BLOCK_BITS] {
            let cube = |steps: i64| -> [i64; 3] {
                std::array::from_fn(|axis| (at[axis] + steps * away[axis]) >> bits)
            };
            let leaves = steps_to_leave(at, away, reciprocals(away), bits);
            assert!(
                leaves > 0 && cube(leaves - 1) == cube(0) && cube(leaves) != cube(0),
                "{at:?} {away:?} {leaves}"
            );
        }
    }
}

#[test]
fn divisions_by_reciprocals_are_exact() {
    for step in (1..=16_384).step_by(37).chain([2, 3, 5, 16_383, 16_384]) {
        let [reciprocal, ..] = reciprocals([step, -step, 0]);
        for n in (0..1_i64 << 19).step_by(97).chain([(1 << 19) - 1, step - 1, step, 31 * step - 1])
        {
            let quotient = ((n as u64 * reciprocal) >> RECIPROCAL_BITS) as i64;
            assert_eq!(quotient, n / step, "{n} / {step}");
        }
    }
}

#[test]
fn blocks_that_add_nothing_are_passed_over_and_nothing_changes() {
    for cells in [[9, 13, 6], [5, 3, 4], [17, 16, 18]] {
        let mut seen = frame(cells, |x, y, z| {
            let solid = x + y > cells[0] / 2 && (x * 7 + y * 5 + z * 3) % 4 == 0;
            if solid { Code::TUMOUR_POSITIVE.0 } else { 0 }
        });
        let [w, h, _] = cells;
        for i in 0..seen.kind.len() {
            let (x, y, z) = (i % w, i / w % h, i / (w * h));
            (seen.il2[i], seen.ifng[i]) = ((x * 20 + z * 3) as u8, (y * 11) as u8);
        }
        for camera in [SIDE, Camera { turn_deg: 37.0, tilt_deg: 20.0, cut: true }] {
            let view = camera.view();
            let size = DVec3::from_array(cells.map(|n| n as f64));
            let rays = rays(view, size, 0.4, 48);
            let quick = Volume::new(&seen, cells, camera.cut.then(|| nearest_corner(view)));
            let mut slow = Volume::new(&seen, cells, camera.cut.then(|| nearest_corner(view)));
            slow.held.fill(Held { any: true, il2: u8::MAX, ifng: u8::MAX });
            let mut met = 0;
            for (x, y) in (0..48 * 48).map(|sample| (sample % 48, sample / 48)) {
                let ray = quick.ray(&rays, x, y);
                assert_eq!(ray, slow.ray(&rays, x, y), "{cells:?} {camera:?} {x} {y}");
                met += u32::from(ray.kind == Code::TUMOUR_POSITIVE);
            }
            assert!(met > 20, "{met} rays met a cell");
        }
    }
}

#[test]
fn the_rules_root_is_the_whole_root() {
    let edges = [0, 1, 2, 3, 4, 15, 16, 17, 65_535, 65_536, 4_294_836_224, 4_294_836_225, u32::MAX];
    for square in edges.into_iter().chain((0..2_000).map(|n: u32| n.wrapping_mul(2_654_435_761))) {
        assert_eq!(rules::volume_root(square), square.isqrt(), "{square}");
    }
}

#[test]
fn boxes_of_any_shape_can_be_seen() {
    for cells in [[1, 1, 2], [2, 3, 5], [1, 7, 2], [30, 1, 2]] {
        let full = frame(cells, |x, y, z| ((x + y + z) % 14) as u8);
        for grain in [1, 3] {
            let pane = volume(&full, cells, Camera::FIRST, grain);
            assert_eq!(pane.kind.len(), (cells[0].max(cells[1]) * grain).pow(2));
        }
    }
}
