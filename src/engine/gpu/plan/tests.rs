//! The dispatches of a host step against the order of stages.

use std::collections::BTreeMap;

use super::*;
use crate::rules::KERNELS;
use crate::scenario::Scenario;
use crate::scenario::types::Site;
use crate::world::Shape;

/// Three lattices; fields of an odd number of sub-steps have two levels in all but the last.
fn plan(cells: [u32; 3], substeps: [u32; 4], hops: u32) -> DispatchPlan {
    let site = Site {
        name: "flank".into(),
        cells,
        dimensions: if cells[2] == 1 { 2 } else { 3 },
        spacing_um: 20.0,
        coarse: 2,
        stirred: false,
        region: "flank".into(),
    };
    let levels = substeps.map(|n| {
        std::array::from_fn(|at| match at as u32 {
            at if at >= n => 0,
            at => 1 + u32::from(n % 2 == 1 && at + 1 < n),
        })
    });
    let shape = SiteShape {
        size: cells,
        coarse: 2,
        spacing_nm: 20_000,
        substeps,
        levels,
        distance_limit: 5,
    };
    DispatchPlan::new(&Geometry::new(&site), &shape, 4, hops, 3, 4)
}

fn name(job: &Job) -> &'static str {
    KERNELS[job.kernel].name
}

/// What a dispatch does to a field: its kernel, sub-step, axis, level, and whether it reacts.
type Pass = (&'static str, [u32; 4]);

fn passes_of(jobs: &[&Job], field: usize) -> Vec<Pass> {
    let of = |job: &&&Job| job.task.fields >> field & 1 == 1;
    let told = |job: &&Job| {
        let task = job.task;
        (name(job), [task.substep, task.axis, task.level, task.reacts])
    };
    jobs.iter().filter(of).map(told).collect()
}

#[test]
fn every_claim_finds_its_words_cleared() {
    for hops in 1..5 {
        // Both halves of the claims, and the hits.
        let mut dirty = [true; 3];
        let claims = |place: usize, dirty: &mut [bool; 3], name: &str| {
            assert!(!dirty[place], "{name} with {hops} hops");
            dirty[place] = true;
        };
        for job in plan([9, 9, 1], [4, 3, 0, 2], hops).host_step() {
            let (task, half) = (job.task, job.task.half as usize);
            let first_hop = task.joined == 1 || task.hop == 0;
            match name(&job) {
                // Hits are added to where `tissue` has cleared them.
                "tissue" => (dirty[0], dirty[2]) = (false, false),
                "effector" => claims(2, &mut dirty, "effector"),
                "divide" => claims(half, &mut dirty, "divide"),
                "commit" => (dirty[1 - half], dirty[2]) = (false, false),
                "push_claim" => {
                    claims(half, &mut dirty, "push_claim");
                    if first_hop {
                        claims(2, &mut dirty, "the first hop");
                        dirty[0] = true;
                    }
                }
                "push_commit" if first_hop => dirty[0] = false,
                "hop_claim" => claims(half, &mut dirty, "hop_claim"),
                "hop_commit" => dirty[1 - half] = false,
                _ => {}
            }
        }
    }
}

#[test]
fn every_stage_happens_once_in_its_order_whatever_goes_together() {
    for (cells, hops) in [([40, 40, 1], 1), ([40, 40, 1], 3), ([40, 40, 40], 2)] {
        let plan = plan(cells, [4, 3, 0, 2], hops);
        for step in 0..4 {
            let mut done = Vec::new();
            for job in plan.tissue_step(step) {
                let task = job.task;
                let of = |bits: u32, what: String| {
                    let fields = (0..4).filter(move |field| bits >> field & 1 == 1);
                    fields.map(move |field| what.replace('F', &field.to_string()))
                };
                match name(&job) {
                    "feed" => {
                        done.push("Feed".to_string());
                        done.extend(of(task.reacts, "React(F)".into()));
                    }
                    "diffuse" | "diffuse_tile" if task.reacts == 1 => {
                        let what = format!("Diffuse {{ field: F, substep: {} }}", task.substep);
                        done.extend(of(task.fields, what));
                    }
                    "diffuse" | "diffuse_tile" => {}
                    "push_claim" => done.extend(["PushClaim".into(), "HopClaim(0)".into()]),
                    "push_commit" => done.extend(["PushCommit".into(), "HopCommit(0)".into()]),
                    "hop_claim" => done.push(format!("HopClaim({})", task.hop)),
                    "hop_commit" => done.push(format!("HopCommit({})", task.hop)),
                    "distance_transform" => {
                        done.push(format!("DistanceTransform({})", task.axis));
                    }
                    other => {
                        let mut letters = other.chars();
                        let first = letters.next().unwrap().to_ascii_uppercase();
                        done.push(format!("{first}{}", letters.as_str()));
                    }
                }
            }
            let mut expected: Vec<String> =
                plan.order(step).iter().map(|stage| format!("{stage:?}")).collect();
            assert_eq!(done.len(), expected.len(), "{done:?}");
            // Words of different fields, and of tissue and effectors, are different words; what has
            // the same keeps its order.
            for own in ["0", "1", "2", "3", "P", "H", ""] {
                let of = |all: &[String]| -> Vec<String> {
                    let own = |stage: &&String| match stage.as_str() {
                        stage if stage.starts_with("React") => stage.contains(&format!("({own})")),
                        stage if stage.starts_with("Diffuse") => {
                            stage.contains(&format!("field: {own},"))
                        }
                        stage if stage.starts_with("Push") => own != "H",
                        stage if stage.starts_with("Hop") => own != "P",
                        _ => true,
                    };
                    all.iter().filter(own).cloned().collect()
                };
                if own.is_empty() {
                    done.sort();
                    expected.sort();
                    assert_eq!(done, expected);
                } else if matches!(own, "P" | "H") {
                    assert_eq!(of(&done), of(&expected), "{own}");
                } else {
                    let only = |all: Vec<String>| -> Vec<String> {
                        all.into_iter().filter(|stage| !stage.starts_with(['P', 'H'])).collect()
                    };
                    assert_eq!(only(of(&done)), only(of(&expected)), "field {own}");
                }
            }
        }
    }
}

#[test]
fn passes_of_fields_go_together_and_each_happens_once_in_order() {
    let jobs = plan([40, 40, 1], [4, 3, 0, 2], 2).tissue_step(1);
    let jobs: Vec<&Job> = jobs.iter().collect();
    let tile = |substep: u32| ("diffuse_tile", [substep, 0, 0, 1]);
    let wide = |substep: u32| {
        [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 1]]
            .map(|[axis, level, reacts]| ("diffuse", [substep, axis, level, reacts]))
    };
    assert_eq!(passes_of(&jobs, 0), [0, 1, 2, 3].map(tile));
    assert_eq!(passes_of(&jobs, 1), [&wide(0)[..], &wide(1), &[tile(2)]].concat());
    assert_eq!(passes_of(&jobs, 2), []);
    assert_eq!(passes_of(&jobs, 3), [0, 1].map(tile));
    let count = |kernel: &str| jobs.iter().filter(|job| name(job) == kernel).count();
    assert_eq!([count("diffuse_tile"), count("diffuse"), count("react")], [4, 8, 0]);
}

#[test]
fn passes_in_space_have_a_third_dispatch_and_short_lines_one_for_each_axis() {
    let jobs = plan([40, 40, 40], [2, 0, 0, 0], 1).tissue_step(1);
    let expected = [
        ("diffuse_tile", [0, 0, 0, 0]),
        ("diffuse", [0, 2, 0, 1]),
        ("diffuse_tile", [1, 0, 0, 0]),
        ("diffuse", [1, 2, 0, 1]),
    ];
    assert_eq!(passes_of(&jobs.iter().collect::<Vec<_>>(), 0), expected);
    // Seven field sites, where a pass reaches eight.
    let jobs = plan([40, 14, 1], [2, 0, 0, 0], 1).tissue_step(1);
    let expected = [[0, 0, 0, 0], [0, 1, 0, 1], [1, 0, 0, 0], [1, 1, 0, 1]];
    assert_eq!(
        passes_of(&jobs.iter().collect::<Vec<_>>(), 0),
        expected.map(|pass| ("diffuse", pass))
    );
}

#[test]
fn each_dispatch_of_a_field_reads_the_half_that_the_last_one_wrote() {
    for cells in [[40, 40, 1], [40, 14, 1], [40, 40, 40]] {
        for substeps in [[4, 3, 0, 2], [1, 2, 3, 4], [5, 5, 1, 0]] {
            let plan = plan(cells, substeps, 1);
            for field in 0..4 {
                let mut lies = 0;
                for job in plan.host_step() {
                    let half = job.task.half >> field & 1;
                    match name(&job) {
                        "feed" => {
                            assert_eq!(lies, 0, "{cells:?} {substeps:?}, field {field}");
                            lies = half;
                            let stage = Stage::React(field);
                            assert_eq!(plan.amounts_half(stage, field), lies, "{stage:?}");
                            assert_eq!(plan.job(stage, 0).task.half >> field & 1, lies);
                        }
                        "diffuse" | "diffuse_tile" if job.task.fields >> field & 1 == 1 => {
                            assert_ne!(lies, half, "{cells:?} {substeps:?}, field {field}");
                            lies = half;
                            let stage = Stage::Diffuse { field, substep: job.task.substep };
                            if job.task.reacts == 1 {
                                assert_eq!(plan.amounts_half(stage, field), lies, "{stage:?}");
                            }
                        }
                        "diffuse" | "diffuse_tile" => {}
                        other => assert_eq!(lies, 0, "{other}: field {field}"),
                    }
                }
            }
        }
    }
}

#[test]
fn a_stage_alone_has_the_dispatches_that_it_has_among_others() {
    let plan = plan([40, 40, 1], [4, 3, 0, 2], 3);
    let together = plan.tissue_step(2);
    for field in [0, 1, 3] {
        let alone: Vec<Job> = plan
            .order(2)
            .iter()
            .filter(|stage| matches!(stage, Stage::Diffuse { field: own, .. } if *own == field))
            .flat_map(|stage| plan.jobs(*stage, 2))
            .collect();
        let told = |jobs: Vec<&Job>| -> Vec<(Pass, u32)> {
            let half = |job: &&Job| job.task.half >> field & 1;
            let halves: Vec<u32> =
                jobs.iter().filter(|job| job.task.fields >> field & 1 == 1).map(half).collect();
            passes_of(&jobs, field as usize).into_iter().zip(halves).collect()
        };
        assert!(!alone.is_empty());
        assert_eq!(told(alone.iter().collect()), told(together.iter().collect()));
    }
}

#[test]
fn the_distance_transform_ends_in_its_own_buffer() {
    for (cells, passes) in [([9, 9, 1], 2), ([9, 9, 9], 3)] {
        let aside: Vec<bool> = plan(cells, [1; 4], 1)
            .opening()
            .iter()
            .filter(|job| name(job) == "distance_transform")
            .map(|job| job.aside)
            .collect();
        assert_eq!(aside.len(), passes);
        assert!(!aside[passes - 1]);
        assert!(aside.windows(2).all(|pair| pair[0] != pair[1]));
    }
}

#[test]
fn workgroups_cover_every_site_of_every_lattice_and_field() {
    for job in plan([40, 36, 40], [2, 2, 1, 0], 1).host_step() {
        let task = job.task;
        let lots = task.count * task.fields.count_ones().max(1);
        let groups = |sites: u32| sites.div_ceil(GROUP);
        let expected = match name(&job) {
            "arrive" => continue,
            "diffuse_tile" => {
                assert!(task.tile_x * task.tile_y <= rules::TILE_SITES);
                20u32.div_ceil(task.tile_x) * 18u32.div_ceil(task.tile_y) * 20
            }
            "feed" | "react" | "diffuse" => groups(task.field_cells),
            _ => groups(task.cells),
        };
        assert_eq!(task.groups, expected, "{}", name(&job));
        assert_eq!(job.groups, u64::from(expected * lots), "{}", name(&job));
    }
}

/// Dispatches of a tissue step of each site of a shipped scenario after the first of a host step:
/// of its fields, and in all.
fn shipped(name_of: &str, text: &str, overrides: &[(&str, &str)]) -> Vec<[usize; 2]> {
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    let scenario = Scenario::parse(text, name_of, &overrides).unwrap();
    let shape = Shape::of(&scenario, &scenario.draw(0));
    let count = |(site, own): (&Site, &SiteShape)| {
        let plan = DispatchPlan::new(&Geometry::new(site), own, shape.steps, shape.hops, 1, 128);
        let mut kernels: BTreeMap<&str, usize> = BTreeMap::new();
        let jobs = plan.tissue_step(1);
        jobs.iter().for_each(|job| *kernels.entry(name(job)).or_default() += 1);
        let of = |name: &str| kernels.get(name).copied().unwrap_or(0);
        [of("feed") + of("diffuse") + of("diffuse_tile") + of("react"), jobs.len()]
    };
    scenario.sites.iter().zip(&shape.sites).map(count).collect()
}

#[test]
fn dispatches_of_shipped_scenarios() {
    let peritumoral = include_str!("../../../../scenarios/peritumoral.toml");
    assert_eq!(shipped("peritumoral", peritumoral, &[]), [[7, 22]]);
    assert_eq!(shipped("lak", include_str!("../../../../scenarios/lak.toml"), &[]), [[7, 22]]);
    let spheroid = include_str!("../../../../scenarios/spheroid.toml");
    assert_eq!(shipped("spheroid", spheroid, &[]), [[13, 32]]);
    let fine = [("site.0.field_spacing", "\"20 um\"")];
    assert_eq!(shipped("peritumoral", peritumoral, &fine), [[18, 33]]);
    assert_eq!(shipped("spheroid", spheroid, &fine), [[29, 48]]);
}
