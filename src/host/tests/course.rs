//! Courses of treatment: operations, residues, leak, toxicity that limits doses.

use super::*;

#[test]
fn an_operation_resects_once_and_suppresses() {
    let mut host = host(&scenario(MOUSE, SURGERY, &[]));
    let before = run(&mut host, 192.0);
    assert!(before.iter().all(|signal| signal.resection.is_none() && signal.nk_scale > 0.9));
    let signal = host.signals(192.0).swap_remove(0);
    assert!(signal.resection.is_some());
    assert!(signal.nk_scale < 0.1, "{}", signal.nk_scale);
    let back = quiet(&host, 0);
    host.absorb(&back);
    let after = run(&mut host, 120.0);
    assert!(after.iter().all(|signal| signal.resection.is_none()));
    assert!(after.last().is_some_and(|signal| signal.nk_scale > 0.9));
}

#[test]
fn residues_are_none_or_a_lump() {
    let scenario = scenario(MOUSE, SURGERY, &[]);
    let mut residues = Vec::new();
    for replicate in 0..400 {
        let mut host = Host::new(&scenario, &scenario.draw(replicate));
        host.state.step = 192;
        let resection = host.signals(192.0)[0].resection.expect("operated on day 8");
        residues.push(resection.residue_cells);
    }
    let some: Vec<f64> = residues.iter().copied().filter(|&cells| cells > 0.0).collect();
    // 35 % of 400, five standard errors.
    assert!(
        (some.len() as f64 - 140.0).abs() < 5.0 * f64::sqrt(400.0 * 0.35 * 0.65),
        "{}",
        some.len()
    );
    assert!(some.iter().all(|&cells| cells > 5.0));
}

#[test]
fn mouse_leak_rises_by_about_1_45_a_day_at_200000_units() {
    // Rosenstein 1986: index 2.2, 5.3, 9.7 on days 1, 3, 6 (200,000 CU three times a day).
    let injections = "[[treatment]]\ndrug = \"il2\"\nroute = \"intraperitoneal\"\ndose = \"200000 \
                      CU\"\nstart = \"day 0\"\nevery = \"8 h\"\ntimes = 18\n";
    let mut host = host(&scenario(MOUSE, injections, &[]));
    for (days, measured) in [(1.0, 2.2), (2.0, 5.3), (3.0, 9.7)] {
        run(&mut host, 24.0 * days); // days 1, 3, 6
        let index = host.leak();
        assert!((index / measured - 1.0).abs() < 0.1, "{index} against {measured}");
    }
    run(&mut host, 96.0);
    assert!(host.leak() < 3.0 && host.peak_leak() > 8.0, "{}", host.leak());
}

#[test]
fn local_low_dose_treatment_does_not_leak() {
    let mut host = host(&scenario(MOUSE, &peritumoral("300 CU", 10), &[]));
    run(&mut host, 264.0);
    assert!(host.peak_leak() < 1.5, "{}", host.peak_leak());
}

#[test]
fn toxicity_stops_a_schedule_that_asks_for_it_and_no_other() {
    let overrides = [("model.leak.limiting_index", "1.3")];
    let stopping = format!("{HIGH_DOSE}stop_at_toxicity = true\n");
    let mut stopped = host(&scenario(HUMAN, &stopping, &overrides));
    run(&mut stopped, 120.0);
    let skipped = stopped.doses().iter().filter(|dose| dose.skipped).count();
    assert_eq!(stopped.doses().len(), 15);
    assert!(skipped > 0 && skipped < 15 && stopped.dose_limited_h().is_some(), "{skipped}");
    let stubborn = format!("{HIGH_DOSE}stop_at_toxicity = false\n");
    let mut stubborn = host(&scenario(HUMAN, &stubborn, &overrides));
    run(&mut stubborn, 120.0);
    assert!(stubborn.doses().iter().all(|dose| !dose.skipped));
    assert!(stubborn.peak_leak() > stopped.peak_leak());
}

#[test]
fn toxicity_cuts_a_running_infusion() {
    let infusion = "[[treatment]]\ndrug = \"il2\"\nroute = \"intravenous\"\ndose = \"180 \
                    MIU/m2\"\nduration = \"120 h\"\nstart = \"day 0\"\nstop_at_toxicity = true\n";
    let mut host = host(&scenario(HUMAN, infusion, &[("model.leak.limiting_index", "1.2")]));
    run(&mut host, 120.0);
    assert_eq!(host.doses().len(), 2);
    let (whole, cut) = (host.doses()[0].dose_iu, host.doses()[1].dose_iu);
    assert!(host.doses()[1].skipped && (host.amounts().given + cut - whole).abs() < 1e-9 * whole);
}

#[test]
fn an_infusion_counts_for_what_has_run() {
    let infusion = "[[treatment]]\ndrug = \"il2\"\nroute = \"intravenous\"\ndose = \"1000 IU\"\n\
                    duration = \"40 h\"\nstart = \"110 h\"\n";
    let mut host = host(&scenario(MOUSE, infusion, &[]));
    run(&mut host, 120.0);
    assert!((host.amounts().given - 250.0).abs() < 1e-9, "{}", host.amounts().given);
    assert_eq!(host.doses().len(), 1);
}

#[test]
fn high_dose_courses_limit_patients_after_days() {
    let mut host = host(&scenario(HUMAN, HIGH_DOSE, &[]));
    let limit = host.setup.leakiness.limiting;
    for day in 1..=6 {
        run(&mut host, 24.0);
        if day == 3 {
            assert!(host.leak() < limit, "{}", host.leak());
        }
    }
    // Peaks just above the limit, far below what kills the median patient.
    assert!(host.peak_leak() > limit && host.peak_leak() < 2.0, "{}", host.peak_leak());
}
