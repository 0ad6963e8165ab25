/**
 * # 4.21 stdin().read_line
 *
 *     let input = async_std::io::stdin();
 *     let future = async {
 *         let mut line = String::new();
 *         input.read_line(&mut line).await?;
 *         println!("Read line: {}", line);
 *         Ok::<(), std::io::Error>(())
 *     };
 *
 * Pipe a line in: `echo hello | npm run example -- 4.21`. While it waits, other tasks go on; so they do below `blockOn`, which parks the
 * thread. There a reactor reads the standard input.
 */
import { asyncBlock, blockOn, lazy, spawn, wait } from '../src/index.ts'
import { BufReader, stdin } from '../src/io/index.ts'

blockOn(asyncBlock(function* () {
  const input = new BufReader(stdin())
  spawn(lazy(() => console.log('another task runs while the line is awaited')))
  const line = yield* wait(input.readLine())
  console.log(line === null ? 'there was no line' : `Read line: ${line}`)
}))
