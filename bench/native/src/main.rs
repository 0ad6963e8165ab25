//! `pollux-bench-native ROW OPS MS`: measures one row on tokio's `current_thread` runtime and prints a measurement as JSON, the
//! way the measured processes of the JavaScript variants do. `--list` prints the rows.
//!
//! Each row does what the workload of the same name does in `bench/workloads`, and each answer is checked in every sample.

mod measure;
mod rows;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [list] if list == "--list" => {
            for row in rows::ROWS {
                println!("{}", row.name);
            }
        }
        [name, ops, time] => match (find(name), ops.parse(), time.parse()) {
            (Some(row), Ok(ops), Ok(time)) => measure::measure(row, ops, time),
            _ => refuse("expected a row, a number of operations and milliseconds"),
        },
        _ => refuse("pollux-bench-native ROW OPS MS, or --list"),
    }
}

fn find(name: &str) -> Option<&'static rows::Row> {
    rows::ROWS.iter().find(|row| row.name == name)
}

fn refuse(why: &str) -> ! {
    eprintln!("{why}");
    std::process::exit(2)
}
