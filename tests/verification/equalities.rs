//! Equalities of whole trajectories, tissue and host, byte for byte: a shorter run is a prefix, a
//! replicate alone is the one in the pack, threads and restarts do not show.

use crate::trajectory::{CASES, FLAT, SPACE, Trajectory, small};

#[test]
fn a_shorter_run_is_a_prefix_of_the_longer() {
    for (text, stirred) in CASES {
        let stirred = ("site.0.stirred", stirred);
        let short = Trajectory::new(small(text, &[stirred, ("run.until", "\"20 h\"")]), &[0])
            .run(20)
            .state(0);
        let mut long = Trajectory::new(
            small(text, &[stirred, ("run.until", "\"day 7\""), ("record.frames", "[]")]),
            &[0],
        );
        assert!(long.run(20).state(0) == short);
        assert!(long.run(1).state(0) != short, "the comparison sees an hour");
    }
}

#[test]
fn a_replicate_alone_is_the_one_in_the_pack() {
    for (text, stirred) in CASES {
        let stirred = ("site.0.stirred", stirred);
        let mut pack = Trajectory::new(
            small(text, &[stirred, ("run.replicates", "8")]),
            &[0, 1, 2, 3, 4, 5, 6, 7],
        );
        let alone = Trajectory::new(small(text, &[stirred, ("run.replicates", "4")]), &[3])
            .run(20)
            .state(0);
        pack.run(20);
        assert!(pack.state(3) == alone);
        assert!(pack.state(4) != alone, "the comparison tells replicates apart");
    }
}

#[test]
fn strangers_in_the_pack_do_not_show() {
    for (text, stirred) in CASES {
        let stirred = ("site.0.stirred", stirred);
        let alone = Trajectory::new(small(text, &[stirred]), &[3]).run(20).state(0);
        // In another order, between others, of which two have ended.
        let mut pack = Trajectory::new(
            small(text, &[stirred, ("run.replicates", "100")]),
            &[77, 12, 3, 0, 41],
        );
        pack.cohort.set_active(0, false);
        pack.cohort.set_active(4, false);
        let ended = pack.state(0).0;
        pack.run(20);
        assert!(pack.state(2) == alone);
        assert!(pack.state(0).0 == ended, "an animal that has ended stays as it is");
    }
}

#[test]
fn threads_do_not_show() {
    let of = |threads: usize, (text, stirred): (&str, &str)| {
        let stirred = ("site.0.stirred", stirred);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            let mut trajectory =
                Trajectory::new(small(text, &[stirred, ("run.replicates", "5")]), &[0, 1, 2, 3, 4]);
            trajectory.run(16);
            (0..5).map(|animal| trajectory.state(animal)).collect::<Vec<_>>()
        })
    };
    for case in CASES {
        let one = of(1, case);
        assert!(of(2, case) == one && of(3, case) == one);
    }
}

/// One lattice that is large enough to be cut into three bands of field rows, of an odd size.
#[test]
fn threads_on_one_large_lattice_do_not_show() {
    let of = |threads: usize, text: &str, size: &str| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            let sets = [
                ("site.0.size", size),
                ("site.0.field_spacing", "\"20 um\""),
                ("tumour.0.cells", "9000"),
                ("treatment.0.start", "\"0 h\""),
                ("run.host_step", "\"12 min\""),
                ("record.series_every", "\"12 min\""),
                ("record.checkpoints", "\"12 min\""),
            ];
            Trajectory::new(small(text, &sets), &[0]).run(1).state(0)
        })
    };
    for (text, size) in
        [(FLAT, "[\"6.62 mm\", \"6.34 mm\"]"), (SPACE, "[\"940 um\", \"980 um\", \"900 um\"]")]
    {
        let one = of(1, text, size);
        assert!([2, 3, 8].into_iter().all(|threads| of(threads, text, size) == one));
    }
}

#[test]
fn a_restart_in_the_middle_does_not_show() {
    for (text, stirred) in CASES {
        let stirred = ("site.0.stirred", stirred);
        let straight = Trajectory::new(small(text, &[stirred]), &[0, 1]).run(30).state(1);
        // Saved while the depot is full, restored into a fresh engine and a fresh host.
        let mut first = Trajectory::new(small(text, &[stirred]), &[0, 1]);
        first.run(17);
        let saved = [first.state(0), first.state(1)];
        let mut second = Trajectory::new(small(text, &[stirred]), &[0, 1]);
        let steps = (17.0 * second.scenario.run.host_step_h / second.scenario.run.tissue_step_h)
            .round() as u32;
        second
            .cohort
            .load(
                17,
                steps,
                saved.iter().map(|(tissue, host)| (tissue.as_slice(), host.as_slice())),
            )
            .expect("it fits");
        assert!(second.run(13).state(1) == straight);
    }
}

#[test]
fn looking_does_not_show() {
    let quiet = Trajectory::new(small(FLAT, &[]), &[0]).run(16).state(0);
    let mut watched = Trajectory::new(
        small(
            FLAT,
            &[("record.frames", "\"every 1 h\""), ("record.series_every", "\"every 1 h\"")],
        ),
        &[0],
    );
    for _ in 0..16 {
        watched.run(1);
        watched.cohort.frame(0, 0).expect("painted").take().expect("painted");
        watched.cohort.digest(0).expect("digested");
    }
    assert!(watched.state(0) == quiet);
}

#[test]
fn a_treated_and_an_untreated_arm_share_their_animals() {
    // Same first state and same trajectory until the first dose.
    let mut treated = Trajectory::new(small(FLAT, &[]), &[0, 1]);
    let mut later = Trajectory::new(small(FLAT, &[("treatment.0.start", "\"day 3\"")]), &[0, 1]);
    assert!(treated.run(12).state(1).0 == later.run(12).state(1).0);
    assert!(treated.run(2).state(1).0 != later.run(2).state(1).0);
}
