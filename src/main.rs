//! The program `il2sim`: see `il2sim --help`.

fn main() -> std::process::ExitCode {
    il2sim::cli::main()
}
