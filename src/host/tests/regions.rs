//! Claims about regions: each site's antigen and interleukin-2 meet in the node of its region, and
//! blood is one.

use super::*;
use crate::host::nodes::LymphNode;
use crate::host::record::RestoreError;
use crate::scenario::types::Route;

/// A second site with the same tumour.
const FAR: &str = "[[site]]\nname = \"far\"\nsize = [\"4 mm\", \"4 mm\"]\n[[tumour]]\nsite = \
                   \"far\"\ncells = 600\ndoubling_time = \"36 h\"\n";

/// Both in one region.
const SHARED: [(&str, &str); 1] = [("site.1.region", "\"flank\"")];

/// Interleukin-2 at a site each day.
fn daily(site: usize) -> Vec<(Act, Vec<f64>)> {
    let act = Act::Il2 {
        route: Route::Peritumoral,
        site: Some(site),
        dose_iu: 4.0,
        volume_ml: 0.2,
        duration_h: 0.0,
        stop_at_toxicity: false,
    };
    vec![(act, (0..10).map(|day| 24.0 * f64::from(day)).collect())]
}

/// Ten days in which one cell an hour dies of the first site's tumour; CTL that came to each site.
fn ten_days(host: &mut Host) -> [u32; 2] {
    let mut arrived = [0; 2];
    for step in 0..240 {
        for (sum, signal) in arrived.iter_mut().zip(&host.signals(f64::from(step))) {
            *sum += came(signal, EffectorKind::CTL);
        }
        let mut back = quiet(host, 600);
        back[0].died[0] = 1;
        host.absorb(&back);
    }
    arrived
}

fn nodes(host: &Host) -> &[LymphNode] {
    &host.state.pools.nodes
}

/// Two sites under treatments, after ten days.
fn after(acts: Vec<(Act, Vec<f64>)>, overrides: &[(&str, &str)]) -> Host {
    let mut host = treated(&scenario(MOUSE, FAR, overrides), acts, &[]);
    ten_days(&mut host);
    host
}

#[test]
fn antigen_primes_in_the_node_of_its_region_helped_by_interleukin_2_of_that_region() {
    let (near, far, none) = (after(daily(0), &[]), after(daily(1), &[]), after(vec![], &[]));
    for host in [&near, &far, &none] {
        let [own, other] = nodes(host) else { panic!("two regions, two nodes") };
        assert!(own.clones[0].antigen[1] > 1.0 && own.clones[0].primed > 0.0, "{own:?}");
        assert_eq!(other.clones[0], Default::default(), "nothing is presented elsewhere");
    }
    let primed = |host: &Host| nodes(host)[0].clones[0].primed;
    assert!(primed(&near) > 3.0 * primed(&none), "{} {}", primed(&near), primed(&none));
    assert!(primed(&far) < 1.1 * primed(&none), "{} {}", primed(&far), primed(&none));
    assert!(nodes(&far)[1].response > 2.0 * nodes(&far)[0].response, "its own node feels it");
    // What the far depot does to this node is what plasma alone does.
    let plasma_alone = after(daily(0), &[("model.depot.node_fraction", "0")]);
    assert_eq!(nodes(&far)[0].response, nodes(&plasma_alone)[0].response);
}

#[test]
fn sites_of_one_region_share_their_node() {
    let [near, far] = [0, 1].map(|site| after(daily(site), &SHARED));
    assert_eq!(nodes(&near).len(), 1);
    assert_eq!(near.state.pools, far.state.pools, "wherever in the region the depot lies");
    let apart = after(daily(1), &[]);
    assert!(nodes(&far)[0].clones[0].primed > 3.0 * nodes(&apart)[0].clones[0].primed);
}

#[test]
fn what_a_node_primed_comes_by_blood_to_every_site() {
    let mut host =
        treated(&scenario(MOUSE, FAR, &[("model.influx.ctl_programmed", "1")]), daily(0), &[]);
    let [own, other] = ten_days(&mut host);
    assert!(own > 50 && other > 10, "{own} {other}");
}

#[test]
fn a_lymphadenectomy_takes_the_node_of_its_region_alone() {
    let values = [
        ("treatment.0.residue_probability", 0.0),
        ("treatment.0.residue_cells", 0.0),
        ("treatment.0.margin", 200.0),
    ];
    let operated = |overrides: &[(&str, &str)], site: usize| {
        let surgery = (Act::Surgery { site: 1, lymphadenectomy: true }, vec![0.0]);
        let acts = std::iter::once(surgery).chain(daily(site)).collect();
        let mut host = treated(&scenario(MOUSE, FAR, overrides), acts, &values);
        run(&mut host, 72.0);
        host
    };
    let (kept, gone) = (operated(&[], 0), operated(&[], 1));
    for host in [&kept, &gone] {
        assert_eq!([nodes(host)[0].left, nodes(host)[1].left], [1.0, 0.2]);
        assert_eq!(host.state.il2.drained, [true, false]);
    }
    let rest = nodes(&kept)[1].response;
    assert!(nodes(&kept)[0].response > 1.5 * rest, "the other node feels its depot");
    assert_eq!(nodes(&gone)[1].response, rest, "the removed one feels plasma alone");
    let shared = operated(&SHARED, 0);
    assert_eq!((nodes(&shared)[0].left, nodes(&shared)[0].response), (0.2, rest));
}

#[test]
fn columns_of_a_site_are_of_its_own_node() {
    let host = after(daily(0), &[]);
    let value = |site: usize, name: &str| {
        let column = Host::columns().into_iter().find(|column| column.column.name == name);
        match (column.expect("the series has it").value)(&host.of_site(site)) {
            Value::Number(number) => number,
            _ => panic!("{name} is a number"),
        }
    };
    for (site, node) in nodes(&host).iter().enumerate() {
        assert_eq!(value(site, "node_response"), node.response);
        assert_eq!(value(site, "node_treg_per_mm2"), node.treg);
        assert_eq!(value(site, "node_left"), node.left);
        assert_eq!(value(site, "antigen_cells_per_h"), node.clones[0].antigen[1]);
        assert_eq!(value(site, "primed_units"), node.clones[0].primed);
    }
    assert!(value(0, "node_response") > value(1, "node_response"));
    assert_eq!(value(0, "memory_units"), value(1, "memory_units"), "memory circulates");
}

#[test]
fn all_nodes_are_restored_and_other_regions_are_refused() {
    let host = || treated(&scenario(MOUSE, FAR, &[]), daily(0), &[]);
    let (mut whole, mut resumed) = (host(), host());
    ten_days(&mut whole);
    whole.state.refused[0][EFFECTORS - 1] = 7;
    let saved = whole.state();
    resumed.restore(&saved).expect("a state of this scenario");
    assert_eq!(resumed.state, whole.state);
    assert_eq!(run(&mut whole, 50.0), run(&mut resumed, 50.0));
    assert_eq!(whole.state(), resumed.state());

    let mut shared = treated(&scenario(MOUSE, FAR, &SHARED), daily(0), &[]);
    let message = |refused: Result<(), RestoreError>| refused.expect_err("refused").to_string();
    assert_eq!(
        message(resumed.restore(&shared.state())),
        "the host's state has 2 sites, 1 draining nodes and 1 antigens where this scenario has 2 \
         sites, 2 draining nodes and 1 antigens"
    );
    assert!(message(shared.restore(&saved)).contains("2 draining nodes"));
    assert!(resumed.restore(&[&saved[..], &[0]].concat()).is_err(), "nothing follows the nodes");
    assert!(resumed.restore(&saved[..saved.len() - 1]).is_err());
}
