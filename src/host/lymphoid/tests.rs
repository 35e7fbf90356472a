//! Claims about the pools: what expands the node, what wins LAK and loses them, what an operation
//! costs.

use super::*;

fn per_day(rate: f64) -> f64 {
    rate / 24.0
}

fn rates() -> Rates {
    Rates {
        competence: 1.0,
        delay_h: 36.0,
        half_antigen: per_day(11.0),
        signal: per_day(0.0105),
        expansion: per_day(2.91),
        without_il2: 0.034,
        response_time_h: 12.0,
        capacity: 2.0,
        exit: per_day(0.7),
        memory_help: 0.8,
        recall: per_day(8.0),
        memory_formation: per_day(0.05),
        memory_loss: per_day(0.009),
        memory_maturation: per_day(0.1),
        memory_antigen: 0.05,
        treg_half: 15.0,
        treg_growth: per_day(0.64),
        treg_capacity: 300.0,
        treg_density: 6.0,
        treg_turnover: per_day(0.1),
        half_burden: 2377.0,
        ctl_loss: per_day(0.5),
        nk_turnover: per_day(0.0412),
        activation_rate: per_day(1.0),
        lak_response_time_h: 9.6,
        lak_division: per_day(0.45),
        lak_capacity: 10.0,
        lak_starvation: per_day(1.6),
        starvation_response: 0.35,
        anergy: per_day(1.0),
        tolerance: 0.0,
        reversal: 0.0,
        precursor_recovery: per_day(0.02),
        surgery_recovery_h: 24.0,
        renewal: per_day(0.1),
        without_cd4: 0.3,
        thymus: 1.0,
    }
}

/// Responses of a node with interleukin-2 at a constant level.
fn response(node_pm: f64) -> NodeResponse {
    NodeResponse {
        t: node_pm / (node_pm + 6.0),
        program: node_pm / (node_pm + 100.0),
        treg: node_pm / (node_pm + 10.0) * node_pm / (node_pm + 100.0),
    }
}

/// Drive with interleukin-2 at a constant level in the node and blood, and much antigen.
fn drive(node_pm: f64, plasma_pm: f64) -> Drive {
    let square = plasma_pm * plasma_pm;
    Drive {
        nodes: vec![response(node_pm)],
        lak: square / (square + 850.0 * 850.0),
        burden: 600.0,
        release: vec![vec![per_day(1e6)]],
    }
}

fn after(days: f64, pools: &mut Pools, drive: &Drive) {
    for _ in 0..(days * 24.0) as usize {
        pools.advance(&rates(), drive, 1.0);
    }
}

#[test]
fn the_node_does_not_expand_without_interleukin_2_and_does_with_it() {
    let rates = rates();
    assert!(rates.expansion * rates.without_il2 < rates.exit && rates.exit < rates.expansion);
    // The endogenous 2 pM alone, at full antigen: what is primed dwindles.
    let untreated = drive(2.0, 2.0);
    let mut pools = Pools::at_rest(&rates, &untreated);
    after(10.0, &mut pools, &untreated);
    pools.nodes[0].clones[0].primed = 0.1;
    let no_signal = Rates { signal: 0.0, recall: 0.0, ..rates.clone() };
    let mut alone = pools.clone();
    for _ in 0..5 * 24 {
        alone.advance(&no_signal, &untreated, 1.0);
    }
    assert!(alone.nodes[0].clones[0].primed < 0.08, "{}", alone.nodes[0].clones[0].primed);
    // 2 units of 2 IU in 0.2 ml each day leave the node some 14 pM.
    let treated = drive(14.0, 2.0);
    for _ in 0..5 * 24 {
        pools.advance(&no_signal, &treated, 1.0);
    }
    assert!(pools.nodes[0].clones[0].primed > 0.2, "{}", pools.nodes[0].clones[0].primed);
}

#[test]
fn antigen_arrives_after_its_delay_and_nothing_is_lost() {
    // One cell released in one hour: its mean time of presentation is the delay, its total is 1.
    let rates = rates();
    let mut pulse = drive(2.0, 2.0);
    pulse.release = vec![vec![1.0]];
    let mut pools = Pools::at_rest(&rates, &pulse);
    let (mut total, mut moment) = (0.0, 0.0);
    for hour in 0..1000 {
        let before = pools.nodes[0].clones[0].antigen[1];
        pools.advance(&rates, &pulse, 1.0);
        let mean = 0.5 * (before + pools.nodes[0].clones[0].antigen[1]);
        total += mean;
        moment += mean * (f64::from(hour) + 0.5);
        pulse.release = vec![vec![0.0]];
    }
    assert!((total - 1.0).abs() < 1e-3, "{total}");
    assert!((moment / total - 36.5).abs() < 0.1, "{}", moment / total);
}

#[test]
fn lak_need_days_at_a_nanomolar_and_die_when_it_goes() {
    let rates = rates();
    let high = drive(2000.0, 5000.0);
    let mut pools = Pools::at_rest(&rates, &high);
    pools.lak_response = 0.0;
    after(1.0, &mut pools, &high);
    let one_day = pools.lak;
    after(4.0, &mut pools, &high);
    assert!(one_day < 0.05 * pools.lak && pools.lak > 0.5, "{one_day} then {}", pools.lak);

    let low = drive(50.0, 100.0);
    let mut never = Pools::at_rest(&rates, &low);
    after(14.0, &mut never, &low);
    assert!(never.lak < 0.001, "{}", never.lak);
}

#[test]
fn under_a_fifth_of_lak_are_left_two_days_after_interleukin_2_stops() {
    let rates = rates();
    let high = drive(2000.0, 5000.0);
    let mut pools = Pools::at_rest(&rates, &high);
    after(5.0, &mut pools, &high);
    let full = pools.lak;
    after(2.0, &mut pools, &drive(2.0, 2.0));
    assert!(pools.lak < 0.2 * full, "{} of {full}", pools.lak);
}

#[test]
fn nk_return_to_their_normal_number() {
    let rates = rates();
    let high = drive(2000.0, 5000.0);
    let mut pools = Pools::at_rest(&rates, &high);
    after(5.0, &mut pools, &high);
    after(200.0, &mut pools, &drive(2.0, 2.0));
    assert!((pools.nk_total() - 1.0).abs() < 1e-3, "{}", pools.nk_total());
}

#[test]
fn antigen_seen_under_suppression_costs_precursors() {
    let rates = rates();
    let untreated = drive(2.0, 2.0);
    let mut pools = Pools::at_rest(&rates, &untreated);
    after(5.0, &mut pools, &untreated);
    let before = pools.clones[0].precursors;
    pools.operate(0.95);
    after(3.0, &mut pools, &untreated);
    assert!(before > 0.999 && pools.clones[0].precursors < 0.6, "{}", pools.clones[0].precursors);
    // Without antigen nothing is lost.
    let mut quiet = untreated.clone();
    quiet.release = vec![vec![0.0]];
    let mut spared = Pools::at_rest(&rates, &quiet);
    spared.operate(0.95);
    after(3.0, &mut spared, &quiet);
    assert!(spared.clones[0].precursors > 0.999);
}

#[test]
fn suppression_after_surgery_decays_with_its_time_constant() {
    let quiet = Drive { release: vec![vec![0.0]], ..drive(2.0, 2.0) };
    let mut pools = Pools::at_rest(&rates(), &quiet);
    pools.operate(0.95);
    after(2.0, &mut pools, &quiet);
    assert!((pools.suppression - 0.95 * (-2.0_f64).exp()).abs() < 1e-8, "{}", pools.suppression);
}

#[test]
fn an_operation_takes_its_part_of_blood() {
    let quiet = drive(2.0, 2.0);
    let mut pools = Pools::at_rest(&rates(), &quiet);
    pools.nodes[0].clones[0].primed = 1.0;
    pools.clones[0].blood = 2.0;
    pools.lak = 3.0;
    pools.operate(0.75);
    assert_eq!(
        (pools.nodes[0].clones[0].primed, pools.clones[0].blood, pools.lak, pools.suppression),
        (0.25, 0.5, 0.75, 0.75)
    );
}

#[test]
fn memory_answers_faster_than_naive_precursors() {
    let rates = rates();
    let treated = drive(14.0, 2.0);
    let mut naive = Pools::at_rest(&rates, &treated);
    let mut immune = naive.clone();
    (immune.clones[0].memory, immune.clones[0].mature) = (0.05, 0.05);
    after(5.0, &mut naive, &treated);
    after(5.0, &mut immune, &treated);
    assert!(
        immune.clones[0].blood > 3.0 * naive.clones[0].blood,
        "{} {}",
        immune.clones[0].blood,
        naive.clones[0].blood
    );
}

#[test]
fn memory_matures_only_once_its_antigen_is_gone() {
    let rates = rates();
    let present = drive(14.0, 2.0);
    let gone = Drive { release: vec![vec![0.0]], ..present.clone() };
    let mut pools = Pools::at_rest(&rates, &present);
    pools.clones[0].blood = 1.0;
    after(20.0, &mut pools, &present);
    let persistent = pools.clones[0].clone();
    assert!(
        persistent.memory > 0.02 && persistent.mature < 0.01 * persistent.memory,
        "{persistent:?}"
    );
    after(40.0, &mut pools, &gone);
    let rested = pools.clones[0].clone();
    assert!(rested.mature > 0.8 * rested.memory && rested.mature <= rested.memory, "{rested:?}");
    // Antigen again: mature memory answers, young memory of the same size does not; without
    // maturation all of it stays young.
    let answer = |mature| {
        let mut pools = pools.clone();
        pools.clones[0].mature = mature;
        after(4.0, &mut pools, &drive(2.0, 2.0));
        pools.clones[0].blood
    };
    assert!(answer(rested.mature) > 3.0 * answer(0.0), "{} {}", answer(rested.mature), answer(0.0));
    let forgetful = Rates { memory_maturation: 0.0, ..rates };
    let mut never = Pools::at_rest(&forgetful, &gone);
    never.clones[0].memory = 0.1;
    for _ in 0..40 * 24 {
        never.advance(&forgetful, &gone, 1.0);
    }
    assert_eq!(never.clones[0].mature, 0.0);
}

#[test]
fn step_length_changes_nothing_under_constant_drive() {
    let treated = drive(40.0, 3000.0);
    let mut ends = Vec::new();
    for step_h in [0.25, 1.0, 4.0] {
        let mut pools = Pools::at_rest(&rates(), &drive(2.0, 2.0));
        for _ in 0..(240.0 / step_h) as usize {
            pools.advance(&rates(), &treated, step_h);
        }
        ends.push(pools);
    }
    assert_eq!(ends[0], ends[1]);
    assert_eq!(ends[1], ends[2]);
}

#[test]
fn quarter_hours_are_short_enough() {
    // Against parts 25 times finer, over ten days of treatment: the integrator's error.
    let treated = Drive { release: vec![vec![5.0]], ..drive(40.0, 3000.0) };
    let mut coarse = Pools::at_rest(&rates(), &drive(2.0, 2.0));
    let mut fine = coarse.clone();
    for _ in 0..240 {
        coarse.advance(&rates(), &treated, 1.0);
        for _ in 0..100 {
            fine.advance(&rates(), &treated, 0.01);
        }
    }
    let error = |a: f64, b: f64| (a - b).abs() / b;
    let (blood, lak) =
        (error(coarse.clones[0].blood, fine.clones[0].blood), error(coarse.lak, fine.lak));
    assert!(blood < 1e-6 && lak < 1e-6, "{blood} {lak}");
}

#[test]
fn a_large_burden_fills_the_node_with_treg() {
    let rates = rates();
    let mut large = drive(2.0, 2.0);
    large.burden = 3.0 * 2377.0;
    let mut pools = Pools::at_rest(&rates, &large);
    after(60.0, &mut pools, &large);
    assert!(pools.nodes[0].treg > 50.0, "{}", pools.nodes[0].treg);
}

#[test]
fn much_interleukin_2_makes_effectors_and_little_does_not() {
    let share = |node_pm: f64| {
        let drive = drive(node_pm, 2.0);
        let mut pools = Pools::at_rest(&rates(), &drive);
        after(10.0, &mut pools, &drive);
        pools.clones[0].programmed_share()
    };
    // the part is that of the cells which leave the node: H(I; 100 pM)
    for node_pm in [2.0, 100.0, 2000.0] {
        let expected = node_pm / (node_pm + 100.0);
        assert!((share(node_pm) - expected).abs() < 1e-6, "{node_pm} pM: {}", share(node_pm));
    }
    let mut clone = Pools::at_rest(&rates(), &drive(2.0, 2.0)).clones.remove(0);
    (clone.blood, clone.programmed) = (2.0, 1.0);
    clone.leave_blood(0.5);
    assert_eq!((clone.blood, clone.programmed), (1.5, 0.75), "both leave alike");
    clone.leave_blood(9.0);
    assert_eq!((clone.blood, clone.programmed, clone.programmed_share()), (0.0, 0.0, 0.0));
}

#[test]
fn antigen_without_interleukin_2_makes_tolerant_and_with_it_does_not() {
    let left = |node_pm: f64, tolerance: f64| {
        let drive = drive(node_pm, 2.0);
        let rates = Rates { tolerance: per_day(tolerance), ..rates() };
        let mut pools = Pools::at_rest(&rates, &drive);
        for _ in 0..60 * 24 {
            pools.advance(&rates, &drive, 1.0);
        }
        pools.clones[0].precursors
    };
    let (untreated, treated, without) = (left(2.0, 0.1), left(2000.0, 0.1), left(2.0, 0.0));
    assert!(untreated < 0.3 && treated > 0.95 && without == 1.0, "{untreated} {treated} {without}");
}

#[test]
fn memory_matures_only_once_its_antigen_is_nearly_gone() {
    let mature = |release: f64| {
        let drive = Drive { release: vec![vec![release]], ..drive(2.0, 2.0) };
        let mut pools = Pools::at_rest(&rates(), &drive);
        pools.clones[0].memory = 0.1;
        after(20.0, &mut pools, &drive);
        pools.clones[0].mature
    };
    // half the antigen that primes half of what can be primed still keeps memory young
    let half = 0.5 * rates().half_antigen;
    let (gone, there) = (mature(0.0), mature(half));
    assert!(gone > 0.05 && there < 0.35 * gone, "{gone} {there}");
}

#[test]
fn much_interleukin_2_undoes_tolerance_and_not_what_radiation_killed() {
    let rates = Rates { tolerance: per_day(0.3), reversal: per_day(0.5), ..rates() };
    let run = |pools: &mut Pools, days: usize, drive: &Drive| {
        (0..days * 24).for_each(|_| pools.advance(&rates, drive, 1.0));
    };
    let (untreated, treated) = (drive(2.0, 2.0), drive(2000.0, 2.0));
    let mut pools = Pools::at_rest(&rates, &untreated);
    run(&mut pools, 20, &untreated);
    let tolerant = pools.clones[0].clone();
    assert!(tolerant.precursors < 0.3 && tolerant.tolerant > 0.6, "{tolerant:?}");
    let mut slow = pools.clone();
    run(&mut pools, 5, &treated);
    assert!(pools.clones[0].precursors > 0.85, "{:?}", pools.clones[0]);
    run(&mut slow, 5, &untreated);
    assert!(slow.clones[0].precursors < tolerant.precursors, "not by itself");
    // Irradiated: the same interleukin-2 gives little back, for there is little.
    slow.kill(&Kills { precursor: 1.0, ..Kills::default() }, 3.0);
    run(&mut slow, 5, &treated);
    assert!(slow.clones[0].precursors < 0.2, "{:?}", slow.clones[0]);
}

/// Values of several nodes: interleukin-2 and antigen of each.
fn several(nodes: &[(f64, f64)]) -> Drive {
    Drive {
        nodes: nodes.iter().map(|(pm, _)| response(*pm)).collect(),
        release: nodes.iter().map(|(_, release)| vec![*release]).collect(),
        ..drive(2.0, 2.0)
    }
}

/// The one clone's circulating cells after 20 days, from some memory, with tolerance.
fn circulating(nodes: &[(f64, f64)]) -> Clone {
    let rates = Rates { tolerance: per_day(0.3), reversal: per_day(0.5), ..rates() };
    let drive = several(nodes);
    let mut pools = Pools::at_rest(&rates, &drive);
    pools.clones[0].memory = 0.1;
    for _ in 0..20 * 24 {
        pools.advance(&rates, &drive, 1.0);
    }
    pools.clones.remove(0)
}

#[test]
fn a_node_without_antigen_changes_nothing_whatever_interleukin_2_it_has() {
    let (poor, rich) = ((2.0, per_day(1e6)), (2000.0, 0.0));
    let alone = circulating(&[poor]);
    assert!(alone.precursors < 0.3, "{alone:?}");
    assert_eq!(circulating(&[poor, rich]), alone);
    assert_eq!(circulating(&[rich, poor, rich]), alone);
}

#[test]
fn what_every_node_presents_acts_on_the_one_pool_of_precursors_and_memory() {
    let antigen = per_day(1e6);
    let [one, two] = [circulating(&[(2.0, antigen)]), circulating(&[(2.0, antigen); 2])];
    assert!(two.blood > one.blood && two.tolerant > one.tolerant, "{one:?} {two:?}");
    // Interleukin-2 gives precursors back where their antigen is.
    let helped = circulating(&[(2.0, antigen), (2000.0, antigen)]);
    assert!(helped.precursors > 2.0 * two.precursors, "{helped:?} {two:?}");
    // Antigen anywhere keeps memory young.
    let young = circulating(&[(2.0, 0.0), (2.0, antigen)]);
    assert!(young.mature < 0.05 * circulating(&[(2.0, 0.0); 2]).mature, "{young:?}");
}

#[test]
fn each_node_fills_for_itself_and_all_leave_for_one_blood() {
    let drive = several(&[(14.0, per_day(1e6)), (14.0, per_day(1e6))]);
    let single = several(&[(14.0, per_day(1e6))]);
    let (mut two, mut one) = (Pools::at_rest(&rates(), &drive), Pools::at_rest(&rates(), &single));
    after(3.0, &mut two, &drive);
    after(3.0, &mut one, &single);
    let no_memory = |pools: &Pools| pools.clones[0].memory < 0.01;
    assert!(no_memory(&two) && two.nodes[0] == two.nodes[1]);
    let ratio = two.clones[0].blood / one.clones[0].blood;
    assert!((ratio - 2.0).abs() < 0.01, "{ratio}");
}

#[test]
fn drugs_kill_in_each_node_by_its_own_response() {
    let drive = several(&[(2000.0, 1.0), (0.0, 1.0)]);
    let mut pools = Pools::at_rest(&rates(), &drive);
    for (node, primed) in pools.nodes.iter_mut().zip([3.0, 1.0]) {
        node.clones[0].primed = primed;
    }
    pools.clones[0].blood = 1.0;
    let kills = Kills { expanding: 1.0, ..Kills::default() };
    let response = pools.nodes[0].response;
    pools.kill(&kills, 1.0);
    assert_eq!(pools.nodes[0].clones[0].primed, 3.0 * libm::exp(-response));
    assert_eq!(pools.nodes[1].clones[0].primed, 1.0);
    assert_eq!(pools.clones[0].blood, libm::exp(-0.75 * response), "by where its cells come from");
}
