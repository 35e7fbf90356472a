use super::*;
use proptest::prelude::*;

#[test]
fn what_cannot_be_fitted_is_refused() {
    let fit = |doses: &[f64], outputs: &[f64]| {
        hill(doses, outputs, &vec![1.0; doses.len()], Bounds::NONE)
    };
    assert_eq!(
        fit(&[1.0, 2.0, 2.0, 3.0], &[1.0, 2.0, 2.5, 3.0]),
        Err(Fault::TooFew { found: 3, needed: 4 })
    );
    assert_eq!(fit(&[1.0, 2.0, 3.0, 4.0], &[5.0; 4]), Err(Fault::Constant));
    assert_eq!(fit(&[-1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0, 4.0]), Err(Fault::Value(-1.0)));
    assert!(matches!(fit(&[1.0, 2.0, 3.0, 4.0], &[1.0, f64::NAN, 3.0, 4.0]), Err(Fault::Value(_))));
    assert!(matches!(hill(&[1.0], &[], &[1.0], Bounds::NONE), Err(Fault::Length { .. })));
    assert!(matches!(fit(&[], &[]), Err(Fault::TooFew { .. })));
}

#[test]
fn a_plateau_that_is_held_stays_and_has_no_error() {
    let doses = [0.0, 1.0, 2.0, 4.0, 8.0];
    let fit = hill(
        &doses,
        &[0.0, 0.3, 0.45, 0.7, 0.8],
        &[1.0; 5],
        Bounds { zero: (0.0, 0.0), plateau: (1.0, 1.0) },
    )
    .unwrap();
    assert_eq!(
        (fit.zero.value, fit.plateau.value, fit.plateau.at_bound, fit.plateau.standard_error),
        (0.0, 1.0, true, None)
    );
    assert!(fit.half_dose.standard_error.is_some() && !fit.extrapolated);
}

proptest! {
    #[test]
    fn any_outputs_give_finite_numbers(outputs in prop::collection::vec(-1e6f64..1e6, 6), weights in prop::collection::vec(1e-3f64..1e3, 6)) {
        let doses = [0.0, 0.01, 1.0, 5.0, 25.0, 1e4];
        let fit = hill(&doses, &outputs, &weights, Bounds::NONE).unwrap();
        let values = [fit.zero, fit.plateau, fit.half_dose, fit.slope];
        prop_assert!(values.iter().all(|p| p.value.is_finite() && p.standard_error.is_none_or(f64::is_finite)));
        prop_assert!(fit.r_squared <= 1.0 && fit.r_squared > -1e-9);
    }
}
