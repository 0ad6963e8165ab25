//! The rows. Tasks are spawned with `tokio::spawn`, as a program would; they run on the one thread that blocks on the main future.

use futures::future::join_all;
use futures::stream::{FuturesUnordered, StreamExt};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot, Mutex};

pub struct Row {
    pub name: &'static str,
    /// Fewest samples.
    pub samples: usize,
    /// Whether the clock only moves when everybody waits for it.
    pub virtual_time: bool,
    pub answer: fn(u64) -> u64,
    pub run: fn(&Runtime, u64) -> u64,
}

const fn row(name: &'static str, answer: fn(u64) -> u64, run: fn(&Runtime, u64) -> u64) -> Row {
    Row { name, samples: 11, virtual_time: false, answer, run }
}

/// A row whose sample takes most of a second.
const fn large(name: &'static str, answer: fn(u64) -> u64, run: fn(&Runtime, u64) -> u64) -> Row {
    Row { samples: 4, ..row(name, answer, run) }
}

pub const ROWS: &[Row] = &[
    row("yield", count, |rt, ops| rt.block_on(async move { tokio::spawn(Turns::new(ops)).await.unwrap() })),
    row("round-robin", count, |rt, ops| rt.block_on(round_robin(ops))),
    large("spawn-join", sum_below, |rt, ops| rt.block_on(spawn_join(ops))),
    row("spawn-await", sum_below, |rt, ops| rt.block_on(async move { tokio::spawn(spawn_await(ops)).await.unwrap() })),
    row("ping-pong", sum_below, |rt, ops| rt.block_on(ping_pong(ops))),
    row("mpsc", sum_below, |rt, ops| rt.block_on(flow(ops))),
    row("oneshot", sum_below, |rt, ops| rt.block_on(oneshots(ops))),
    row("lock", count, |rt, ops| rt.block_on(async move { tokio::spawn(locks(ops)).await.unwrap() })),
    row("join-yields", count, |rt, ops| rt.block_on(join_yields(ops))),
    row("unordered", count, |rt, ops| rt.block_on(unordered(ops))),
    Row { virtual_time: true, ..large("timers", count, |rt, ops| rt.block_on(timers(ops))) },
    Row { virtual_time: true, ..row("timer-drop", count, |rt, ops| rt.block_on(timer_drop(ops))) },
    large("skynet", sum_below, |rt, ops| rt.block_on(async move { tokio::spawn(skynet(0, ops)).await.unwrap() })),
];

fn count(ops: u64) -> u64 {
    ops
}

fn sum_below(ops: u64) -> u64 {
    ops * (ops - 1) / 2
}

/// Wakes itself and is pending so many times; outputs how often that was.
struct Turns {
    turns: u64,
    taken: u64,
}

impl Turns {
    fn new(turns: u64) -> Self {
        Turns { turns, taken: 0 }
    }
}

impl Future for Turns {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        if self.taken == self.turns {
            return Poll::Ready(self.taken);
        }
        self.taken += 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

async fn round_robin(turns: u64) -> u64 {
    let handles: Vec<_> = (0..1000).map(|_| tokio::spawn(Turns::new(turns / 1000))).collect();
    let mut sum = 0;
    for handle in handles {
        sum += handle.await.unwrap();
    }
    sum
}

async fn spawn_join(tasks: u64) -> u64 {
    let mut handles = Vec::new();
    for i in 0..tasks {
        handles.push(tokio::spawn(async move { i }));
    }
    let mut sum = 0;
    for handle in handles {
        sum += handle.await.unwrap();
    }
    sum
}

async fn spawn_await(tasks: u64) -> u64 {
    let mut sum = 0;
    for i in 0..tasks {
        sum += tokio::spawn(async move { i }).await.unwrap();
    }
    sum
}

async fn ping_pong(rounds: u64) -> u64 {
    let (ping, mut on_ping) = mpsc::channel(1);
    let (pong, mut on_pong) = mpsc::channel(1);
    tokio::spawn(async move {
        while let Some(item) = on_ping.recv().await {
            if pong.send(item).await.is_err() {
                break;
            }
        }
    });
    let server = tokio::spawn(async move {
        let mut sum = 0;
        for i in 0..rounds {
            ping.send(i).await.unwrap();
            sum += on_pong.recv().await.unwrap();
        }
        sum
    });
    server.await.unwrap()
}

async fn flow(items: u64) -> u64 {
    let (tx, mut rx) = mpsc::channel(128);
    tokio::spawn(async move {
        for i in 0..items {
            tx.send(i).await.unwrap();
        }
    });
    let consumer = tokio::spawn(async move {
        let mut sum = 0;
        while let Some(item) = rx.recv().await {
            sum += item;
        }
        sum
    });
    consumer.await.unwrap()
}

async fn oneshots(count: u64) -> u64 {
    let mut sum = 0;
    for i in 0..count {
        let (tx, rx) = oneshot::channel();
        tx.send(i).unwrap();
        sum += rx.await.unwrap();
    }
    sum
}

async fn locks(times: u64) -> u64 {
    let mutex = Mutex::new(0);
    for _ in 0..times {
        *mutex.lock().await += 1;
    }
    mutex.into_inner()
}

const YIELDS: u64 = 10;

async fn join_yields(yields: u64) -> u64 {
    join_all((0..yields / YIELDS).map(|_| Turns::new(YIELDS))).await.into_iter().sum()
}

async fn unordered(yields: u64) -> u64 {
    let mut set: FuturesUnordered<_> = (0..yields / YIELDS).map(|_| Turns::new(YIELDS)).collect();
    let mut sum = 0;
    while let Some(taken) = set.next().await {
        sum += taken;
    }
    sum
}

/// Delays as in `bench/support/delays.ts`: spread so that 4,000 share a millisecond, in no order.
async fn timers(count: u64) -> u64 {
    let spread = (count / 4000).max(1);
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut sleeps = Vec::new();
    for _ in 0..count {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut sleep = Box::pin(tokio::time::sleep(Duration::from_millis(1 + random % spread)));
        // A sleep is not set before its first poll.
        let _ = futures::poll!(sleep.as_mut());
        sleeps.push(sleep);
    }
    let mut fired = 0;
    for sleep in sleeps {
        sleep.await;
        fired += 1;
    }
    fired
}

async fn timer_drop(count: u64) -> u64 {
    let mut dropped = 0;
    for _ in 0..count {
        let mut sleep = Box::pin(tokio::time::sleep(Duration::from_secs(30)));
        if futures::poll!(sleep.as_mut()).is_pending() {
            dropped += 1;
        }
    }
    dropped
}

const BRANCHES: u64 = 10;

/// A leaf is its number; every other node spawns ten and sums what they give.
fn skynet(number: u64, size: u64) -> Pin<Box<dyn Future<Output = u64> + Send>> {
    Box::pin(async move {
        if size == 1 {
            return number;
        }
        let each = size / BRANCHES;
        let children: Vec<_> = (0..BRANCHES).map(|child| tokio::spawn(skynet(number + child * each, each))).collect();
        let mut sum = 0;
        for child in children {
            sum += child.await.unwrap();
        }
        sum
    })
}
