//! The measuring: warm up for half as long as is measured, then samples, of which the median counts.

use crate::rows::Row;
use std::time::{Duration, Instant};

pub fn measure(row: &Row, ops: u64, ms: u64) {
    let time = Duration::from_millis(ms);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(row.virtual_time)
        .build()
        .expect("a runtime");
    let expected = (row.answer)(ops);
    let sample = || {
        let start = Instant::now();
        let answer = (row.run)(&runtime, ops);
        let spent = start.elapsed();
        if answer != expected {
            eprintln!("{} answered {answer}, and {expected} is right; its time means nothing", row.name);
            std::process::exit(1);
        }
        spent
    };
    let warm_up = Instant::now();
    for done in 0.. {
        if done >= row.samples / 2 && warm_up.elapsed() >= time / 2 {
            break;
        }
        sample();
    }
    let mut samples = Vec::new();
    let measured = Instant::now();
    while samples.len() < row.samples || measured.elapsed() < time {
        samples.push(sample().as_nanos() as f64 / ops as f64);
    }
    samples.sort_by(f64::total_cmp);
    let (min, max) = (samples[0], samples[samples.len() - 1]);
    println!(r#"{{"value":{},"samples":{},"min":{min},"max":{max}}}"#, median(&samples), samples.len());
}

fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        (sorted[middle - 1] + sorted[middle]) / 2.0
    }
}
