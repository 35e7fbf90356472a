use super::*;
use crate::statistics::kaplan_meier::Followed;

fn site() -> Site {
    Site {
        name: "flank".into(),
        cells: [200, 200, 1],
        dimensions: 2,
        spacing_um: 20.0,
        coarse: 2,
        stirred: false,
        region: "flank".into(),
    }
}

fn run() -> Run {
    Run {
        until_h: 1440.0,
        replicates: 1,
        seed: 1,
        tissue_step_h: 0.1,
        host_step_h: 1.0,
        humane_endpoint_cells: Some(15_000.0),
        ends_at_progression: false,
        leaving_is_an_event: false,
        // A lone cell is seen: these tests follow tumours of a few hundred.
        detection_mm: 0.02,
    }
}

fn dose(times_h: &[f64]) -> Treatment {
    let act = Act::Il2 {
        route: crate::scenario::types::Route::Peritumoral,
        site: Some(0),
        dose_iu: 1.0,
        volume_ml: 0.2,
        duration_h: 0.0,
        stop_at_toxicity: false,
    };
    Treatment { label: "il2".into(), act, times_h: times_h.to_vec() }
}

fn surgery(at_h: f64) -> Treatment {
    Treatment {
        label: "surgery".into(),
        act: Act::Surgery { site: 0, lymphadenectomy: false },
        times_h: vec![at_h],
    }
}

fn rules(treatments: &[Treatment]) -> Rules {
    Rules::new(Species::Mouse, &[site()], &run(), treatments, &[0.0])
}

/// The same where a tumour is seen from 1 mm on, that is from 1,964 cells.
fn felt(treatments: &[Treatment]) -> Rules {
    Rules { detection_mm: 1.0, ..rules(treatments) }
}

/// Observes hourly; `cells(hour)`.
fn trajectory(rules: &Rules, hours: u32, cells: impl Fn(u32) -> u64) -> Trajectory {
    let mut trajectory = Trajectory::default();
    for hour in 0..=hours {
        trajectory.observe(rules, f64::from(hour), &[cells(hour)]);
    }
    trajectory
}

#[test]
fn a_disc_and_a_ball_have_their_diameters() {
    // area of a disc of 2 mm = pi mm2; volume of a ball of 2 mm = 4/3 pi mm3
    let disc = (core::f64::consts::PI / 4e-4) as u64;
    let ball = (4.0 / 3.0 * core::f64::consts::PI / 8e-6) as u64;
    assert!((equivalent_diameter_mm(disc, 2, 20.0) - 2.0).abs() < 1e-3);
    assert!((equivalent_diameter_mm(ball, 3, 20.0) - 2.0).abs() < 1e-3);
    assert_eq!(equivalent_diameter_mm(0, 2, 20.0), 0.0);
    assert_eq!(equivalent_diameter_mm(0, 3, 20.0), 0.0);
}

#[test]
fn slice_cells_give_back_the_cells_of_a_slice() {
    let d = equivalent_diameter_mm(15_000, 2, 20.0);
    assert!((slice_cells(d * d) - 15_000.0).abs() < 1e-6);
}

#[test]
fn the_who_product_adds_lesions_of_either_dimension() {
    let ball = Site { cells: [50, 50, 50], dimensions: 3, ..site() };
    let rules = Rules::new(Species::Mouse, &[site(), ball], &run(), &[], &[0.0]);
    let (a, b) = (equivalent_diameter_mm(500, 2, 20.0), equivalent_diameter_mm(7_000, 3, 20.0));
    assert_eq!(rules.who_product_mm2(&[500, 7_000]), a * a + b * b);
}

#[test]
fn baseline_is_the_burden_at_the_first_dose() {
    let rules = rules(&[dose(&[72.0, 96.0]), dose(&[48.0])]);
    assert_eq!(
        trajectory(&rules, 100, |h| 100 + u64::from(h)).baseline_mm2,
        rules.who_product_mm2(&[148])
    );
}

#[test]
fn an_untreated_baseline_is_that_of_day_1() {
    let rules = rules(&[]);
    assert_eq!(
        trajectory(&rules, 100, |h| 100 + u64::from(h)).baseline_mm2,
        rules.who_product_mm2(&[124])
    );
}

#[test]
fn no_cell_at_the_end_is_complete_and_one_cell_is_not() {
    let rules = rules(&[dose(&[24.0])]);
    assert_eq!(
        trajectory(&rules, 200, |h| if h < 199 { 500 } else { 0 }).response(&rules),
        Response::Complete
    );
    assert_ne!(
        trajectory(&rules, 200, |h| if h < 199 { 500 } else { 1 }).response(&rules),
        Response::Complete
    );
}

#[test]
fn half_of_baseline_is_partial_only_when_it_holds_seven_days() {
    let rules = rules(&[dose(&[24.0])]);
    let dip = |hours: u32| move |h: u32| if (30..=30 + hours).contains(&h) { 250 } else { 500 };
    assert_eq!(trajectory(&rules, 400, dip(168)).response(&rules), Response::Partial);
    assert_eq!(trajectory(&rules, 220, dip(167)).response(&rules), Response::Progressive);
    let slightly_more = |h: u32| if h < 30 { 500 } else { 251 };
    assert_eq!(trajectory(&rules, 400, slightly_more).response(&rules), Response::Stable);
}

#[test]
fn two_short_dips_do_not_add_up_to_a_partial_response() {
    let rules = rules(&[dose(&[24.0])]);
    let dips = trajectory(&rules, 400, |h| {
        if (30..130).contains(&h) || (140..240).contains(&h) { 200 } else { 500 }
    });
    assert_ne!(dips.response(&rules), Response::Partial);
}

#[test]
fn a_patient_must_hold_four_weeks() {
    let rules = Rules::new(Species::Human, &[site()], &run(), &[dose(&[24.0])], &[0.0]);
    let half = |h: u32| if h < 30 { 500 } else { 250 };
    assert_eq!(trajectory(&rules, 30 + 671, half).response(&rules), Response::Stable);
    assert_eq!(trajectory(&rules, 30 + 672, half).response(&rules), Response::Partial);
}

#[test]
fn a_quarter_above_the_smallest_is_progressive() {
    let rules = rules(&[dose(&[24.0])]);
    // the product of one 2-D lesion is proportional to its cells
    let to = |end: u64| {
        move |h: u32| {
            if h < 50 {
                500
            } else if h < 100 {
                400
            } else {
                end
            }
        }
    };
    assert_eq!(trajectory(&rules, 120, to(501)).response(&rules), Response::Progressive);
    assert_eq!(trajectory(&rules, 120, to(499)).response(&rules), Response::Stable);
}

#[test]
fn growth_before_the_first_dose_is_not_progression() {
    let rules = rules(&[dose(&[100.0])]);
    assert_eq!(
        trajectory(&rules, 120, |h| if h < 50 { 10 } else { 500 }).response(&rules),
        Response::Stable
    );
}

fn treated() -> Rules {
    rules(&[dose(&[24.0])])
}

/// The rules of a scenario that says `run.left_site = "event"`.
fn leaving_is_an_event() -> Rules {
    Rules { leaving_is_an_event: true, ..rules(&[dose(&[24.0])]) }
}

#[test]
fn growth_that_nobody_sees_is_no_progression() {
    let rules = felt(&[dose(&[24.0])]);
    let to = |end: u64| {
        move |h: u32| match h {
            0..100 => 586,
            100..140 => 3,
            _ => end,
        }
    };
    // 586, 3, 5 cells: two thirds more than the smallest, and not to be found.
    let unseen = followed(&rules, 200, to(5));
    assert_eq!(unseen.response(&rules), Response::Stable);
    assert_eq!((unseen.progression_h(&rules), unseen.held_progression_h), (None, None));
    assert_eq!(followed(&rules, 200, to(1_963)).response(&rules), Response::Stable);
    let seen = followed(&rules, 200, to(1_964));
    assert_eq!(
        (seen.response(&rules), seen.progression_h(&rules)),
        (Response::Progressive, Some(140.0))
    );
    // However long it holds, it ends no animal.
    let ends = Rules { ends_at_progression: true, ..rules };
    assert_eq!(followed(&ends, LAST, to(5)).end.map(|(reason, _)| reason), Some(EndReason::Until));
}

#[test]
fn a_tumour_that_leaves_its_site_decides_nothing_unless_the_scenario_says_so() {
    let (rules, event) = (rules(&[dose(&[24.0])]), leaving_is_an_event());
    let left =
        |cells: fn(u32) -> u64| ended(trajectory(&rules, 190, cells), EndReason::LeftTheSite, 190);
    let censored = Followed { time_h: 190.0, event: false };
    // Of six days of growth nobody knows whether it would have held for a week.
    let late = left(|h| if h < 46 { 500 } else { 700 });
    let smaller = left(|h| if h < 30 { 500 } else { 100 });
    for one in [&late, &smaller] {
        assert_eq!(one.survival(&rules, 1_000.0), censored);
        assert_eq!(one.progression_free(&rules, 1_000.0), censored);
        assert_eq!(
            (one.progression_h(&rules), one.response(&rules)),
            (None, Response::NotEvaluable)
        );
    }
    assert_eq!(late.best_response(&rules), Response::NotEvaluable, "six days after baseline");
    assert_eq!(
        late.progression_free(&event, 1_000.0),
        Followed { time_h: 46.0, event: true },
        "as in every earlier version"
    );
    assert_eq!(late.survival(&event, 1_000.0), Followed { time_h: 190.0, event: true });
    assert_eq!(smaller.response(&event), Response::Progressive);
    let held = ended(
        trajectory(&rules, 400, |h| if h < 46 { 500 } else { 700 }),
        EndReason::LeftTheSite,
        400,
    );
    assert_eq!(held.progression_h(&rules), Some(46.0), "it had held before");
    assert_eq!(held.survival(&rules, 1_000.0), Followed { time_h: 400.0, event: false });
    assert_eq!(held.response(&rules), Response::Progressive);
}

#[test]
fn an_operation_that_takes_the_last_cells_cures_nobody() {
    let rules = rules(&[surgery(100.0)]);
    let end =
        |trajectory: &Trajectory| trajectory.end_reason(&rules, 300.0, 1_000.0, Signs::default());
    let resected = trajectory(&rules, 300, |h| if h <= 100 { 500 } else { 0 });
    assert_eq!(end(&resected), Some(EndReason::Resected));
    assert_eq!(resected.response(&rules), Response::NotEvaluable);
    assert_eq!(
        (resected.best_response(&rules), resected.response_h),
        (Response::NotEvaluable, None)
    );
    let resected = ended(resected, EndReason::Resected, 300);
    assert_eq!(resected.survival(&rules, 1_000.0), Followed { time_h: 1_000.0, event: false });
    // Cells that an operation left and the treatment killed are a cure.
    let cured = trajectory(&rules, 300, |h| match h {
        0..=100 => 500,
        101..=150 => 3,
        _ => 0,
    });
    assert_eq!(end(&cured), Some(EndReason::Cured));
    assert_eq!(cured.response(&rules), Response::Complete);
}

/// Ends a trajectory at the last hour that it saw.
fn ended(mut trajectory: Trajectory, reason: EndReason, at_h: u32) -> Trajectory {
    trajectory.end = Some((reason, f64::from(at_h)));
    trajectory
}

/// 500 cells until the given hours, from each of which on there are others.
fn staged(stages: &'static [(u32, u64)]) -> impl Fn(u32) -> u64 {
    move |h| stages.iter().rfind(|(from, _)| h >= *from).map_or(500, |(_, cells)| *cells)
}

const LAST: u32 = 1_000;

fn to_the_end(stages: &'static [(u32, u64)], reason: EndReason) -> Trajectory {
    ended(trajectory(&rules(&[dose(&[24.0])]), LAST, staged(stages)), reason, LAST)
}

#[test]
fn a_response_begins_where_the_half_is_first_reached_and_lasts_to_the_progression() {
    // 250 cells are half of 500 in the product of a flat lesion; the smallest is 240, so
    // progression is above 300
    let trajectory = to_the_end(&[(100, 250), (200, 240), (500, 301)], EndReason::Until);
    assert_eq!(
        (trajectory.response_h, trajectory.progression_h(&treated())),
        (Some(100.0), Some(500.0))
    );
    assert_eq!(
        trajectory.response_duration(&treated(), 1_000.0),
        Some(Duration { hours: 400.0, censored: false })
    );
    let holds = to_the_end(&[(100, 250), (200, 240), (500, 299)], EndReason::Until);
    assert_eq!(
        (holds.progression_h(&treated()), holds.response_duration(&treated(), 1_000.0)),
        (None, Some(Duration { hours: 900.0, censored: true }))
    );
}

#[test]
fn there_is_a_time_of_response_exactly_where_there_was_one() {
    let rules = rules(&[dose(&[24.0])]);
    let dip = |hours: u32| {
        trajectory(&rules, LAST, move |h| if (30..=30 + hours).contains(&h) { 250 } else { 500 })
    };
    assert_eq!((dip(167).response_h, dip(167).best_response(&rules)), (None, Response::Stable));
    assert_eq!(
        (dip(168).response_h, dip(168).best_response(&rules)),
        (Some(30.0), Response::Partial)
    );
    let gone = trajectory(&rules, 40, staged(&[(30, 200), (35, 0)]));
    assert_eq!((gone.response_h, gone.best_response(&rules)), (Some(30.0), Response::Complete));
}

#[test]
fn a_cured_animal_is_followed_to_the_end_of_the_run() {
    let rules = rules(&[dose(&[24.0])]);
    let cured = ended(trajectory(&rules, 40, staged(&[(30, 200), (35, 0)])), EndReason::Cured, 40);
    assert_eq!(cured.survival(&treated(), 1_000.0), Followed { time_h: 1_000.0, event: false });
    assert_eq!(
        cured.progression_free(&treated(), 1_000.0),
        Followed { time_h: 1_000.0, event: false }
    );
    assert_eq!(
        cured.response_duration(&treated(), 1_000.0),
        Some(Duration { hours: 970.0, censored: true })
    );
}

#[test]
fn each_end_is_or_is_not_a_death() {
    use EndReason::*;
    for (reason, event) in
        [(HumaneEndpoint, true), (LeftTheSite, false), (ToxicDeath, true), (Until, false)]
    {
        let trajectory = to_the_end(&[], reason);
        assert_eq!(
            trajectory.survival(&treated(), 2_000.0),
            Followed { time_h: 1_000.0, event },
            "{reason:?}"
        );
        assert_eq!(
            trajectory.progression_free(&treated(), 2_000.0),
            Followed { time_h: 1_000.0, event },
            "{reason:?}"
        );
    }
    assert_eq!(
        to_the_end(&[], ToxicDeath).progression_h(&treated()),
        None,
        "toxicity is no progression"
    );
    assert_eq!(to_the_end(&[], LeftTheSite).progression_h(&treated()), None, "nobody knows");
    assert_eq!(to_the_end(&[], LeftTheSite).progression_h(&leaving_is_an_event()), Some(1_000.0));
}

#[test]
fn growth_that_turns_within_the_week_is_no_progression_and_growth_that_holds_or_ends_is() {
    assert_eq!(
        to_the_end(&[(100, 700), (267, 500)], EndReason::Until).progression_h(&treated()),
        None
    );
    assert_eq!(
        to_the_end(&[(100, 700), (269, 500)], EndReason::Until).progression_h(&treated()),
        Some(100.0)
    );
    assert_eq!(to_the_end(&[(990, 700)], EndReason::Until).progression_h(&treated()), Some(990.0));
    assert_eq!(
        to_the_end(&[(100, 700), (990, 800)], EndReason::HumaneEndpoint).progression_h(&treated()),
        Some(100.0)
    );
    // the last few cells come and go
    assert_eq!(
        to_the_end(&[(100, 3), (150, 4), (170, 2), (180, 3), (190, 0)], EndReason::Cured)
            .progression_h(&treated()),
        None
    );
}

#[test]
fn every_progressive_response_at_the_end_has_its_time() {
    let rules = rules(&[dose(&[24.0])]);
    for growth in 500..800 {
        let trajectory = ended(
            trajectory(&rules, 60, |h| if h < 50 { 500 } else { growth }),
            EndReason::Until,
            60,
        );
        assert_eq!(
            trajectory.response(&rules) == Response::Progressive,
            trajectory.progression_h(&treated()).is_some(),
            "{growth}"
        );
    }
}

#[test]
fn a_response_that_follows_a_progression_has_its_own_duration() {
    let trajectory = to_the_end(&[(50, 700), (300, 100), (700, 200)], EndReason::Until);
    assert_eq!(
        (trajectory.progression_h(&treated()), trajectory.response_h),
        (Some(50.0), Some(300.0))
    );
    assert_eq!(
        trajectory.response_duration(&treated(), 1_000.0),
        Some(Duration { hours: 400.0, censored: false })
    );
}

#[test]
fn a_toxic_death_ends_a_response() {
    let trajectory = to_the_end(&[(100, 200)], EndReason::ToxicDeath);
    assert_eq!(
        trajectory.response_duration(&treated(), 2_000.0),
        Some(Duration { hours: 900.0, censored: false })
    );
}

#[test]
fn a_late_progression_leaves_a_stable_best_response_and_an_early_one_does_not() {
    let rules = rules(&[dose(&[24.0])]);
    let best = |from: u32| {
        trajectory(&rules, LAST, move |h| if h < from { 500 } else { 700 }).best_response(&rules)
    };
    let ended_best = |from: u32| {
        ended(
            trajectory(&rules, LAST, move |h| if h < from { 500 } else { 700 }),
            EndReason::LeftTheSite,
            LAST,
        )
        .best_response(&rules)
    };
    assert_eq!((best(24 + 168), best(24 + 167)), (Response::Stable, Response::Progressive));
    assert_eq!(
        (ended_best(24 + 168), ended_best(24 + 167)),
        (Response::Stable, Response::Progressive)
    );
}

#[test]
fn where_no_tumour_was_at_baseline_nothing_responds() {
    let run = Run { detection_mm: 1.0, ..run() };
    let rules = Rules::new(Species::Mouse, &[site()], &run, &[dose(&[24.0])], &[0.0, 300.0]);
    let later = trajectory(&rules, LAST, |h| if h < 300 { 0 } else { 500 });
    assert_eq!(
        (later.response_h, later.was_clear, later.response(&rules)),
        (None, false, Response::Stable)
    );
    assert_eq!(
        ended(later, EndReason::Until, LAST).progression_h(&treated()),
        None,
        "it has not been detected"
    );
    let grows = trajectory(&rules, LAST, |h| if h < 300 { 0 } else { u64::from(h) * 4 });
    assert_eq!(
        grows.progression_h(&treated()),
        Some(491.0),
        "1,964 cells are the first above 1 mm"
    );
}

#[test]
fn lesions_are_sites_with_living_tumour() {
    let two = Rules::new(Species::Mouse, &[site(), site()], &run(), &[dose(&[24.0])], &[0.0]);
    let mut trajectory = Trajectory::default();
    trajectory.observe(&two, 0.0, &[5, 5]);
    trajectory.observe(&two, 24.0, &[5, 0]);
    trajectory.observe(&two, 25.0, &[0, 0]);
    assert_eq!((trajectory.baseline_lesions, trajectory.lesions), (1, 0));
}

#[test]
fn the_baseline_falls_on_one_step() {
    let rules = rules(&[dose(&[25.0])]);
    let falls = |step_h: f64| {
        (0..40)
            .map(|i| f64::from(i) * step_h)
            .filter(|t| rules.baseline_falls_on(*t, step_h))
            .collect::<Vec<_>>()
    };
    assert_eq!((falls(1.0), falls(2.0)), (vec![25.0], vec![24.0]));
}

#[test]
fn regrowth_after_a_resection_is_a_recurrence_with_its_day() {
    let rules = felt(&[surgery(48.0)]);
    // 1,963 slice cells make 1 mm
    let regrown = trajectory(&rules, 300, |h| {
        if h <= 48 {
            3_000
        } else if h < 240 {
            100
        } else {
            2_100
        }
    });
    assert_eq!(regrown.recurrence_h, Some(240.0));
    let clean = trajectory(&rules, 300, |h| if h <= 48 { 3_000 } else { 100 });
    assert_eq!(clean.recurrence_h, None);
}

#[test]
fn a_small_tumour_that_was_resected_before_detection_can_recur() {
    let rules = felt(&[surgery(48.0)]);
    assert_eq!(
        trajectory(&rules, 300, |h| if h < 240 { 100 } else { 2_100 }).recurrence_h,
        Some(240.0)
    );
}

#[test]
fn first_growth_is_not_a_recurrence_but_regrowth_from_undetectable_is() {
    let rules = felt(&[dose(&[24.0])]);
    assert_eq!(trajectory(&rules, 300, |h| if h < 100 { 500 } else { 3_000 }).recurrence_h, None);
    let wave =
        trajectory(&rules, 300, |h| if (50..100).contains(&h) || h >= 200 { 3_000 } else { 500 });
    assert_eq!(wave.recurrence_h, Some(200.0));
}

#[test]
fn a_burden_that_wavers_about_the_limit_has_not_recurred() {
    let untreated = felt(&[dose(&[24.0])]);
    // In and out of sight every few hours, then away for 23 h, then for 24 h.
    let wave = |h: u32| {
        if h >= 50 && ((h < 80 && h % 5 < 2) || (90..113).contains(&h)) { 1_900 } else { 2_100 }
    };
    assert_eq!(trajectory(&untreated, 300, wave).recurrence_h, None);
    let longer = |h: u32| if (200..224).contains(&h) { 1_900 } else { wave(h) };
    assert_eq!(trajectory(&untreated, 300, longer).recurrence_h, Some(224.0));
    // An operation needs no such time, but one that leaves the tumour in sight does.
    let resected = felt(&[surgery(48.0)]);
    assert_eq!(
        trajectory(&resected, 300, |h| if (49..60).contains(&h) { 1_900 } else { 2_100 })
            .recurrence_h,
        Some(60.0)
    );
    assert_eq!(
        trajectory(&resected, 300, |h| if (60..70).contains(&h) { 1_900 } else { 2_100 })
            .recurrence_h,
        None
    );
}

#[test]
fn end_reasons_stand_in_their_order() {
    let rules = rules(&[]);
    let big = trajectory(&rules, 10, |_| 15_001);
    let dead = Signs { dead: true, at_edge: true };
    let edge = Signs { dead: false, at_edge: true };
    assert_eq!(big.end_reason(&rules, 10.0, 10.0, dead), Some(EndReason::ToxicDeath));
    assert_eq!(big.end_reason(&rules, 10.0, 10.0, edge), Some(EndReason::LeftTheSite));
    assert_eq!(
        big.end_reason(&rules, 10.0, 10.0, Signs::default()),
        Some(EndReason::HumaneEndpoint)
    );
    let none = trajectory(&rules, 10, |_| 0);
    assert_eq!(none.end_reason(&rules, 10.0, 10.0, Signs::default()), Some(EndReason::Cured));
    let some = trajectory(&rules, 10, |_| 14_999);
    assert_eq!(some.end_reason(&rules, 10.0, 10.0, Signs::default()), Some(EndReason::Until));
    assert_eq!(some.end_reason(&rules, 9.0, 10.0, Signs::default()), None);
}

#[test]
fn no_one_is_cured_while_a_tumour_can_still_come() {
    let rules = Rules::new(Species::Mouse, &[site()], &run(), &[], &[0.0, 72.0]);
    let clear = trajectory(&rules, 10, |_| 0);
    assert_eq!(clear.end_reason(&rules, 10.0, 100.0, Signs::default()), None);
    assert_eq!(clear.end_reason(&rules, 73.0, 100.0, Signs::default()), Some(EndReason::Cured));
}

#[test]
fn the_humane_endpoint_counts_the_whole_animal_and_a_patient_has_none() {
    let two = Rules::new(Species::Mouse, &[site(), site()], &run(), &[], &[0.0]);
    let mut trajectory = Trajectory::default();
    trajectory.observe(&two, 0.0, &[14_000, 900]);
    assert_eq!(trajectory.end_reason(&two, 0.0, 10.0, Signs::default()), None);
    trajectory.observe(&two, 1.0, &[14_000, 1_100]);
    assert_eq!(
        trajectory.end_reason(&two, 1.0, 10.0, Signs::default()),
        Some(EndReason::HumaneEndpoint)
    );
    let patient = Rules::new(
        Species::Human,
        &[site()],
        &Run { humane_endpoint_cells: None, ..run() },
        &[],
        &[0.0],
    );
    trajectory.observe(&patient, 2.0, &[1_000_000]);
    assert_eq!(trajectory.end_reason(&patient, 2.0, 10.0, Signs::default()), None);
}

#[test]
fn of_equally_common_responses_the_better_is_the_commonest() {
    use Response::*;
    assert_eq!(commonest(&[Progressive, Complete, Progressive, Complete, Stable]), Complete);
    assert_eq!(commonest(&[Progressive, Complete, Progressive]), Progressive);
}

#[test]
fn the_shown_animal_is_nearest_the_median_trajectory_of_the_commonest_outcome() {
    use Response::*;
    let mut median =
        MedianTrajectory::new(&[Progressive, Complete, Complete, Complete, Progressive]);
    median.add(&[9_000, 500, 500, 500, 8_000]);
    median.add(&[9_000, 10, 100, 1_000, 8_000]);
    assert_eq!(median.shown(), 2);
}

#[test]
fn ties_go_to_the_lowest_replicate() {
    use Response::*;
    let mut median = MedianTrajectory::new(&[Progressive, Complete, Complete]);
    median.add(&[0, 300, 500]);
    assert_eq!(median.shown(), 1);
    median.add(&[0, 600, 500]);
    median.add(&[0, 600, 500]);
    assert_eq!(median.shown(), 1, "equal distances from the middle of two");
}

#[test]
fn the_headline_says_how_many_were_cured_and_which_animal_is_shown() {
    use Response::*;
    let mut animals = vec![(Complete, EndReason::Cured); 14];
    animals.extend([(Progressive, EndReason::HumaneEndpoint); 6]);
    assert_eq!(
        headline(Species::Mouse, &animals, 3, (EndReason::Cured, 19.0 * 24.0)),
        "14 of 20 animals cured; shown: animal 3, cured on day 19"
    );
    let alive = [(Progressive, EndReason::Until)];
    assert_eq!(
        headline(Species::Human, &alive, 0, (EndReason::Until, 1440.0)),
        "0 of 1 patient cured, 1 progressed; shown: patient 0, alive at the end on day 60"
    );
}

#[test]
fn the_headline_counts_who_left_the_site_or_was_resected() {
    use Response::*;
    let mut animals = vec![(Progressive, EndReason::HumaneEndpoint); 13];
    animals.extend([(NotEvaluable, EndReason::LeftTheSite); 3]);
    assert_eq!(
        headline(Species::Mouse, &animals, 1, (EndReason::HumaneEndpoint, 289.0)),
        "0 of 16 animals cured, 13 progressed, 3 of 16 left the site; shown: animal 1, put down at \
         the humane endpoint on day 12"
    );
    let resected = [(NotEvaluable, EndReason::Resected); 3];
    assert_eq!(
        headline(Species::Mouse, &resected, 0, (EndReason::Resected, 241.0)),
        "0 of 3 animals cured, 3 of 3 resected, no recurrence; shown: animal 0, last cells \
         resected on day 10"
    );
}

/// The trajectory of a run in which progression ends an animal, hour by hour as an ensemble does.
fn followed(rules: &Rules, until_h: u32, cells: impl Fn(u32) -> u64) -> Trajectory {
    let mut trajectory = Trajectory::default();
    for hour in 0..=until_h {
        let time_h = f64::from(hour);
        trajectory.observe(rules, time_h, &[cells(hour)]);
        let signs = Signs::default();
        let reason = trajectory.end_reason(rules, time_h, f64::from(until_h), signs);
        trajectory.end = reason.map(|reason| (reason, time_h));
        if trajectory.end.is_some() {
            break;
        }
    }
    trajectory
}

#[test]
fn progression_ends_an_animal_when_it_has_held_and_not_before() {
    let to_the_end = rules(&[dose(&[24.0])]);
    let to_progression = Rules { ends_at_progression: true, ..to_the_end.clone() };
    // A quarter above 500 is 625; a mouse's progression holds after 168 h.
    for (cells, end) in [
        (staged(&[(100, 626)]), (EndReason::Progressed, 268.0)),
        (staged(&[(100, 624)]), (EndReason::Until, 1_000.0)),
        (staged(&[(100, 700), (267, 500)]), (EndReason::Until, 1_000.0)),
        (staged(&[(100, 700), (268, 500), (269, 700)]), (EndReason::Progressed, 437.0)),
        (staged(&[(10, 700), (24, 500)]), (EndReason::Until, 1_000.0)),
        // A partial response that is lost: the smallest is 240, a quarter above it 300.
        (staged(&[(50, 240), (300, 301)]), (EndReason::Progressed, 468.0)),
        (staged(&[(832, 700)]), (EndReason::Progressed, 1_000.0)),
        (staged(&[(833, 700)]), (EndReason::Until, 1_000.0)),
        (staged(&[(100, 700), (200, 0)]), (EndReason::Cured, 200.0)),
        (staged(&[(100, 700), (268, 20_000)]), (EndReason::HumaneEndpoint, 268.0)),
    ] {
        let whole = followed(&to_the_end, LAST, &cells);
        let short = followed(&to_progression, LAST, &cells);
        assert_eq!(short.end, Some(end));
        // What progression settles is that of the whole run.
        let until_h = f64::from(LAST);
        assert_eq!(
            short.progression_h(&to_progression),
            whole.progression_h(&to_the_end),
            "{end:?}"
        );
        assert_eq!(
            short.progression_free(&treated(), until_h),
            whole.progression_free(&treated(), until_h),
            "{end:?}"
        );
        assert_eq!(short.baseline_mm2, whole.baseline_mm2);
        if end.0 == EndReason::Progressed {
            assert_ne!(whole.end.map(|(reason, _)| reason), Some(EndReason::Progressed));
            assert_eq!(
                short.survival(&treated(), until_h),
                Followed { time_h: end.1, event: false }
            );
            assert!(matches!(
                short.response(&to_progression),
                Response::Progressive | Response::Partial
            ));
        } else {
            assert_eq!(short, whole, "{end:?}");
        }
    }
}

#[test]
fn a_patient_ends_after_four_weeks_of_progression() {
    let rules = Rules {
        ends_at_progression: true,
        ..Rules::new(Species::Human, &[site()], &run(), &[dose(&[24.0])], &[0.0])
    };
    let trajectory = followed(&rules, LAST, staged(&[(100, 700)]));
    assert_eq!(trajectory.end, Some((EndReason::Progressed, 772.0)));
    assert_eq!(trajectory.response(&rules), Response::Progressive);
}

#[test]
fn rules_that_end_at_progression_agree_with_their_like_only() {
    let to_the_end = rules(&[]);
    let to_progression = Rules { ends_at_progression: true, ..to_the_end.clone() };
    assert!(to_progression.agree_until(&to_progression.clone(), 10.0));
    assert!(!to_progression.agree_until(&to_the_end, 10.0));
}
