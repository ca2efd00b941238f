/**
 * A port scanner as a process: connects again and again to each `ADDRESS PORT` that it is given, and behaves badly in
 * turns. Ends on SIGTERM, or by itself after a minute.
 */
import { connect, type Socket } from 'node:net'

const PAUSE_MS = 15
const LIFE_MS = 60_000
/** Held open by those that say nothing, milliseconds. */
const HOLD_MS = 1000

/** What callers without a nonce do. */
const manners: readonly ((socket: Socket) => void)[] = [
  socket => void socket.end(),
  socket => void socket.resetAndDestroy(),
  socket => void socket.end('GET / HTTP/1.0\r\n\r\n'),
  socket => void socket.write('EHLO scanner.example\r\nQUIT\r\n'),
  socket => void socket.write(new Uint8Array([0x16, 0x03, 0x01, 0x00, 0x05, 0x00, 0xff])),
  () => undefined,
]

const targets = process.argv.slice(2).map(argument => {
  const [host = '', port = '0'] = argument.split(' ')
  return { host, port: Number(port) }
})
let count = 0

setTimeout(() => process.exit(0), LIFE_MS)
setInterval(() => {
  for (const target of targets) call(target, manners[count++ % manners.length])
}, PAUSE_MS)
console.log('scanning')

function call(target: { host: string; port: number }, behave: ((socket: Socket) => void) | undefined): void {
  const socket = connect(target)
  socket.on('error', () => undefined)
  socket.on('data', () => undefined)
  socket.once('connect', () => behave?.(socket))
  setTimeout(() => socket.destroy(), HOLD_MS)
}
