/**
 * # 1.1 read_hosts, as a function and as HostReader's method
 *
 *     pub async fn read_hosts() -> eyre::Result<Vec<u8>> { … }
 *
 *     impl HostReader {
 *         pub async fn read_hosts(&self) -> eyre::Result<Vec<u8>> { … }
 *     }
 *
 * An `async fn` is a function that returns a future: nothing is read before it is polled. As a method it borrows `self`; here that is
 * the `this` which the block closes over.
 *
 * `blockOn` is Rust's `block_on`: the thread is parked while another one reads the file.
 */
import { asyncBlock, blockOn, catchUnwind, wait, type Future } from '../src/index.ts'
import { IoError, readFile } from '../src/io/index.ts'

function readHosts(): Future<Uint8Array> {
  return readFile('/etc/hosts')
}

class HostReader {
  private readonly path: string

  constructor(path: string) {
    this.path = path
  }

  readHosts(): Future<Uint8Array> {
    return asyncBlock(function* (this: void, path: string) {
      return yield* wait(readFile(path))
    }.bind(undefined, this.path))
  }
}

const namesLocalhost = (hosts: Uint8Array): boolean => /\blocalhost\b/.test(new TextDecoder().decode(hosts))

const hosts = blockOn(readHosts())
console.log('the function read bytes:', hosts.length > 0, 'with localhost:', namesLocalhost(hosts))
const same = blockOn(new HostReader('/etc/hosts').readHosts())
console.log('the method read the same:', Buffer.compare(hosts, same) === 0)
const missing = blockOn(catchUnwind(new HostReader('/etc/no-such-hosts').readHosts()))
if (!missing.ok && missing.error instanceof IoError) console.log('where there is none:', missing.error.code, missing.error.syscall, missing.error.path)
