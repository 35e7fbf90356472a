//! Loops that are compiled more than once, for what processors can do, and chosen at run time.

/// What the processor here can do. Made by [`Machine::here`] alone, so that a value proves what it
/// says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machine {
    wide: bool,
}

impl Machine {
    /// Asks the processor.
    pub(super) fn here() -> Machine {
        #[cfg(target_arch = "x86_64")]
        let wide = std::arch::is_x86_feature_detected!("avx2");
        #[cfg(not(target_arch = "x86_64"))]
        let wide = false;
        Machine { wide }
    }

    /// Any processor, whatever the one here can do.
    #[cfg(test)]
    pub(super) fn plain() -> Machine {
        Machine { wide: false }
    }

    /// Whether loops for AVX2 may run.
    #[inline(always)]
    pub(super) fn wide(self) -> bool {
        self.wide
    }
}

/// Compiles a function for AVX2 too, and chooses.
macro_rules! for_each_machine {
    (
        $(#[$doc:meta])* $vis:vis $name:ident = $wide:ident / $plain:ident
        ( $($argument:ident : $ty:ty),* $(,)? ) -> $out:ty
    ) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2")]
        fn $wide($($argument: $ty),*) -> $out {
            $plain($($argument),*)
        }
        $(#[$doc])*
        #[allow(clippy::too_many_arguments, reason = "one more than what it chooses for")]
        $vis fn $name(
            machine: crate::engine::cpu::machine::Machine, $($argument: $ty),*
        ) -> $out {
            #[cfg(target_arch = "x86_64")]
            if machine.wide() {
                // SAFETY: the machine was asked.
                return unsafe { $wide($($argument),*) };
            }
            let _ = machine;
            $plain($($argument),*)
        }
    };
}
pub(super) use for_each_machine;
