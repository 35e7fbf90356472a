use super::*;
use crate::picture::{View, panes};

const BOTH: [View; 2] = [View::Slice(None), View::Projection];

fn empty(cells: usize) -> Frame {
    Frame {
        replicate: 0,
        site: 0,
        step: 0,
        kind: vec![Code::FREE; cells],
        mhc: vec![0; cells],
        il2: vec![0; cells],
        ifng: vec![0; cells],
    }
}

#[test]
fn the_view_is_a_rotation() {
    let view = view();
    let identity = view * view.transpose();
    for (column, axis) in
        [(identity.x_axis, DVec3::X), (identity.y_axis, DVec3::Y), (identity.z_axis, DVec3::Z)]
    {
        // Products of a few rounded fractions: a few units in the last place.
        assert!((column - axis).abs().max_element() < 1e-15);
    }
    assert!((view.determinant() - 1.0).abs() < 1e-15);
}

#[test]
fn a_slice_is_the_middle_layer_and_a_flat_lattice_is_itself() {
    let mut frame = empty(3 * 2 * 5);
    frame.kind[2 * 6 + 4] = Code::HELPER;
    let views = panes(&frame, [3, 2, 5], &BOTH, 1);
    assert_eq!(views[0].kind, [0, 0, 0, 0, 9, 0].map(Code));
    let flat = panes(&empty(6), [3, 2, 1], &BOTH, 1);
    assert_eq!(flat.len(), 1);
}

#[test]
fn an_effector_inside_a_tumour_shows_through_and_a_hidden_necrosis_does_not() {
    let n = 9;
    let mut frame = empty(n * n * n);
    frame.kind.fill(Code::TUMOUR_POSITIVE);
    let middle = (4 * n + 4) * n + 4;
    frame.kind[middle] = Code::NECROTIC;
    assert!(!panes(&frame, [9, 9, 9], &BOTH, 1)[1].kind.contains(&Code::NECROTIC));
    frame.kind[middle] = Code::NK;
    let pane = &panes(&frame, [9, 9, 9], &BOTH, 1)[1];
    assert_eq!(pane.kind[pane.width * (pane.height / 2) + pane.width / 2], Code::NK);
}

#[test]
fn every_cell_of_a_box_can_be_seen() {
    let n = 7;
    for cell in 0..n * n * n {
        let mut frame = empty(n * n * n);
        frame.kind[cell] = Code::CTL;
        assert!(panes(&frame, [7, 7, 7], &BOTH, 1)[1].kind.contains(&Code::CTL), "cell {cell}");
    }
}

#[test]
fn nearer_cells_are_lighter() {
    let n = 20;
    let mut frame = empty(n * n * n);
    frame.kind.fill(Code::TUMOUR_POSITIVE);
    let front = panes(&frame, [20, 20, 20], &BOTH, 1).pop().unwrap();
    frame.kind.iter_mut().take(n * n * 15).for_each(|kind| *kind = Code::FREE);
    let behind = panes(&frame, [20, 20, 20], &BOTH, 1).pop().unwrap();
    let middle = front.width * (front.height / 2) + front.width / 2;
    assert!(
        front.shade[middle] < behind.shade[middle],
        "{} {}",
        front.shade[middle],
        behind.shade[middle]
    );
}
