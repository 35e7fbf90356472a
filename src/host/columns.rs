//! The host in the series: what its columns are and how their values are computed.
//!
//! In: the host between two steps. Out: its part of the row of one site (the series has a row for
//! each site and time; what the whole animal shares is repeated in each).

use super::Host;
use super::agents::AGENTS;
use super::burden;
use super::lymphoid::Clone;
use super::nodes::{LymphNode, Priming};
use super::setup::Setup;
use super::state::HostState;
use crate::kinds::GRAFTS;
use crate::table::{Column, Definition, Value};

/// What the host's part of a row is about: one site of one animal.
pub struct HostSite<'a> {
    setup: &'a Setup,
    state: &'a HostState,
    site: usize,
}

/// A column of the host with what computes its value.
pub type HostColumn = Definition<Box<dyn Fn(&HostSite<'_>) -> Value + Send + Sync>>;

impl HostSite<'_> {
    /// A sum over the T cells of this site's antigens.
    fn sum(&self, value: impl Fn(&Clone) -> f64) -> f64 {
        let plan = &self.setup.sites[self.site];
        plan.clones.iter().map(|&clone| value(&self.state.pools.clones[clone])).sum()
    }

    /// The node that drains this site.
    fn node(&self) -> &LymphNode {
        &self.state.pools.nodes[self.setup.sites[self.site].node]
    }

    /// A sum over this site's antigens in its node.
    fn in_node(&self, value: impl Fn(&Priming) -> f64) -> f64 {
        let plan = &self.setup.sites[self.site];
        plan.clones.iter().map(|&clone| value(&self.node().clones[clone])).sum()
    }

    /// T cells of this site's antigens in blood, pool units.
    fn blood(&self) -> f64 {
        self.sum(|clone| clone.blood)
    }

    /// NK or LAK cells in a pool unit.
    fn natural(&self) -> f64 {
        self.setup.unit_cells * self.setup.influx.nk_competence
    }

    /// Living tumour of the whole animal, slice cells.
    fn burden(&self) -> f64 {
        self.state.burden.iter().sum()
    }

    /// Doses that were held back.
    fn skipped(&self) -> u64 {
        self.state.doses.iter().filter(|dose| dose.skipped).count() as u64
    }
}

fn number(
    name: impl Into<String>,
    unit: &str,
    meaning: impl Into<String>,
    value: impl Fn(&HostSite<'_>) -> f64 + Send + Sync + 'static,
) -> HostColumn {
    let value = Box::new(move |host: &HostSite<'_>| Value::Number(value(host)));
    Definition::new(Column::number(name), unit, meaning, value)
}

fn count(
    name: &str,
    meaning: &str,
    value: impl Fn(&HostSite<'_>) -> u64 + Send + Sync + 'static,
) -> HostColumn {
    let value = Box::new(move |host: &HostSite<'_>| Value::Count(value(host)));
    Definition::new(Column::count(name), "", meaning, value)
}

/// Interleukin-2 and what the site's draining node makes of it.
fn exposure() -> [HostColumn; 10] {
    [
        number("plasma_il2_pm", "pM", "interleukin-2 in plasma", |h| {
            h.setup.kinetics.concentration_pm(h.state.il2.amounts.plasma)
        }),
        number(
            "plasma_il2_auc_pm_h",
            "pM h",
            "area under the concentration of interleukin-2 in plasma since the start",
            |h| h.state.auc_pm_h,
        ),
        number(
            "depot_il2_pm",
            "pM",
            "interleukin-2 of the site's depots, as the tissue beside them sees it",
            |h| {
                let shares = h.setup.thresholds.tissue_share.iter();
                shares.zip(h.state.il2.sites[h.site].pm).map(|(share, pm)| share * pm).sum()
            },
        ),
        number("il2_given_iu", "IU", "interleukin-2 given since the start", |h| {
            h.state.il2.amounts.given
        }),
        number("il2_in_body_iu", "IU", "interleukin-2 in depots, plasma and periphery", |h| {
            h.state.il2.amounts.in_body()
        }),
        number(
            "il2_account_iu",
            "IU",
            "what the account of interleukin-2 misses: 0 but for rounding",
            |h| h.state.il2.amounts.imbalance(),
        ),
        number(
            "node_response",
            "",
            "response of T cells in the site's draining node to interleukin-2, 0 to 1",
            |h| h.node().response,
        ),
        number(
            "node_treg_per_mm2",
            "1/mm2",
            "regulatory T cells in the site's draining node",
            |h| h.node().treg,
        ),
        number(
            "antigen_cells_per_h",
            "cells/h",
            "this site's antigens that reach its draining node, as dying cells of a slice",
            |h| h.in_node(|clone| clone.antigen[1]),
        ),
        number(
            "primed_units",
            "",
            "primed T cells of this site's antigens in its draining node, in pool units",
            |h| h.in_node(|clone| clone.primed),
        ),
    ]
}

/// Cells in blood, and memory.
fn pools() -> [HostColumn; 9] {
    [
        number("blood_ctl_cells", "cells", "CTL of this site's antigens in blood", |h| {
            h.blood() * h.setup.unit_cells
        }),
        number(
            "blood_helper_cells",
            "cells",
            "helper T cells of this site's antigens in blood",
            |h| h.blood() * h.setup.unit_cells * h.setup.influx.helper_share,
        ),
        number("blood_nk_cells", "cells", "NK cells in blood, resting and activated", |h| {
            h.state.pools.nk_total() * h.natural()
        }),
        number("blood_activated_nk_cells", "cells", "activated NK cells in blood", |h| {
            (h.state.pools.nk[1] + h.state.pools.nk[2]) * h.natural()
        }),
        number("blood_lak_cells", "cells", "the host's LAK cells in blood", |h| {
            h.state.pools.lak * h.natural()
        }),
        number(
            "programmed_share",
            "",
            "part of the T cells of this site's antigens in blood that much interleukin-2 made \
             effectors, 0 to 1",
            |h| {
                let blood = h.blood();
                if blood > 0.0 { h.sum(|clone| clone.programmed) / blood } else { 0.0 }
            },
        ),
        number("memory_units", "", "memory T cells of this site's antigens, in pool units", |h| {
            h.sum(|clone| clone.memory)
        }),
        number(
            "mature_memory_units",
            "",
            "memory T cells that have outlived their antigen, in pool units",
            |h| h.sum(|clone| clone.mature),
        ),
        number(
            "precursors",
            "",
            "precursors left, mean over this site's antigens, 0 to 1; 1 without any antigen",
            |h| {
                let clones = h.setup.sites[h.site].clones.len();
                let left = h.sum(|clone| clone.precursors);
                if clones == 0 { 1.0 } else { left / clones as f64 }
            },
        ),
    ]
}

/// What weakens the host, and what it renews.
fn condition() -> [HostColumn; 17] {
    [
        number(
            "burden_slice_cells",
            "cells",
            "living tumour of the whole animal, as cells of a slice",
            |h| h.burden(),
        ),
        number("burden_factor", "", "what the whole burden leaves of killing, 0 to 1", |h| {
            let half = h.setup.rates.half_burden;
            burden::suppression(burden::relative_square(h.burden(), half))
        }),
        number("surgery_suppression", "", "suppression after operations, 0 to 1", |h| {
            h.state.pools.suppression
        }),
        number("leak_index", "", "capillary-leak index; 1 in health", |h| h.state.leak.index),
        number(
            "leak_activated_units",
            "",
            "activated NK and LAK cells that drive the leak, in pool units",
            |h| h.state.leak.activated,
        ),
        number(
            "node_left",
            "",
            "part of the work of the site's draining node left after its removal, 0 to 1",
            |h| h.node().left,
        ),
        number("marrow", "", "lymphoid precursors in the marrow, of a normal animal's", |h| {
            h.state.pools.supply.marrow
        }),
        number("naive_t_cells", "", "naive T cells, of a normal animal's", |h| {
            h.state.pools.supply.naive
        }),
        number("helper_supply", "", "CD4 cells for each CD8 cell, of a normal animal's", |h| {
            h.state.pools.supply.helpers
        }),
        number("ctl_supply", "", "CD8 cells in blood, of a normal animal's", |h| {
            h.state.pools.supply.cytotoxic
        }),
        number("treg_supply", "", "regulatory T cells in blood, of a normal animal's", |h| {
            h.state.pools.supply.treg
        }),
        number("soluble_receptor_pm", "pM", "soluble receptor of interleukin-2 in plasma", |h| {
            h.state.receptor_pm
        }),
        number(
            "free_il2_share",
            "",
            "part of the interleukin-2 in plasma that soluble receptors leave free, 0 to 1",
            |h| h.setup.receptor.free_share(h.state.receptor_pm),
        ),
        number(
            "vaccine_il2_pm",
            "pM",
            "interleukin-2 where a vaccine's cells live, beyond that from plasma",
            |h| h.state.il2.sites[h.site].vaccine_pm,
        ),
        number(
            "tumour_il2_pm",
            "pM",
            "interleukin-2 where tumour cells that make it live, beyond that from plasma",
            |h| h.state.il2.sites[h.site].tumour_pm,
        ),
        number("graft_versus_host_index", "", "graft-versus-host index; 0 in health", |h| {
            h.state.gvh.index
        }),
        number(
            "immune_clock_h",
            "h",
            "for how long the host's immunity has known the donor that it knows best",
            |h| h.state.donors.values().map(|known| known.clock_h).fold(0.0, f64::max),
        ),
    ]
}

/// A graft's cells in blood.
fn graft(graft: usize) -> [HostColumn; 4] {
    let name = |what: &str| format!("blood_graft_{}_{what}", graft + 1);
    let of = |what: &str| format!("{what} of graft {}", graft + 1);
    [
        number(name("t_cells"), "cells", of("T cells in blood"), move |h| {
            h.state.grafts[graft].t_cells() * h.setup.unit_cells
        }),
        number(
            name("alloreactive_cells"),
            "cells",
            of("T cells in blood that recognise the host's tissue,"),
            move |h| h.state.grafts[graft].alloreactive() * h.setup.unit_cells,
        ),
        number(name("lak_cells"), "cells", of("LAK cells in blood"), move |h| {
            h.state.grafts[graft].lak * h.natural()
        }),
        number(name("rejection_per_h"), "1/h", of("hazard of rejection of cells"), move |h| {
            h.state.rejection(h.setup)[graft]
        }),
    ]
}

impl Host {
    /// Columns of the host's part of the series.
    pub fn columns() -> Vec<HostColumn> {
        let mut columns = Vec::from(exposure());
        columns.extend(pools());
        columns.extend(condition());
        for (place, (_, agent)) in AGENTS.into_iter().enumerate() {
            let agent = agent.prefix;
            let meaning = format!("level of {}, in reference doses", agent.replace('_', " "));
            columns.push(number(format!("level_{agent}"), "", meaning, move |h| {
                h.state.agents.all()[place]
            }));
        }
        columns.extend((0..GRAFTS).flat_map(graft));
        columns.extend([
            count("doses_given", "doses of interleukin-2 given since the start", |h| {
                h.state.doses.len() as u64 - h.skipped()
            }),
            count("vaccinations", "vaccines given since the start", |h| {
                u64::from(h.state.vaccinations)
            }),
            count(
                "doses_skipped",
                "doses of interleukin-2 that toxicity held back or cut short",
                |h| h.skipped(),
            ),
        ]);
        columns
    }

    /// What the host's part of a row of one site is computed from, between steps.
    pub fn of_site(&self, site: usize) -> HostSite<'_> {
        HostSite { setup: &self.setup, state: &self.state, site }
    }
}
