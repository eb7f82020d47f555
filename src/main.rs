//! The window and the commands.

use std::process::ExitCode;

use kyukyubako::content::{Locale, Texts};

fn main() -> ExitCode {
    let texts = Texts::new(Locale::negotiate(sys_locale::get_locales()));
    let mut args: Vec<_> = std::env::args_os().skip(1).collect();
    let command = if args.is_empty() { String::new() } else { args.remove(0).to_string_lossy().into_owned() };
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    ExitCode::from(match command.as_str() {
        "cut" => kyukyubako::cli::cut::run(args, &texts, &mut out, &mut err),
        "restore" => kyukyubako::cli::restore::run(args, &texts, &mut out, &mut err),
        "status" => kyukyubako::cli::status::run(args, &texts, &mut out, &mut err),
        _ => 2,
    })
}
