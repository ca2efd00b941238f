/**
 * The process of one emulated middlebox. Reads its order, one line of JSON, from the first argument; prints
 * `{"ports":[...]}` when it listens; ends on SIGTERM, when its parent goes away, or after a quarter of an hour.
 * Start it with a pipe for stdin: the end of that pipe is how it learns that the parent is gone.
 */
import { deviceNamed } from './devices.ts'
import { startMiddlebox } from './harness.ts'
import { parseOrder } from './order.ts'

/** Longer than any demo or test, the slowest too, so that a forgotten box does not live on. */
const LIFE_LIMIT_MS = 180 * 60_000

/** What ends the process by itself if closing takes longer. */
const CLOSE_LIMIT_MS = 1000

async function main(): Promise<void> {
  const ended = parentGoneOrTold()
  const { device, links, seed } = parseOrder(process.argv[2] ?? '')
  const box = await startMiddlebox({ device: deviceNamed(device), links, seed })
  process.stdout.write(`${JSON.stringify({ ports: box.ports })}\n`)
  await ended
  setTimeout(() => process.exit(0), CLOSE_LIMIT_MS).unref()
  await box.close()
  process.exit(0)
}

function parentGoneOrTold(): Promise<void> {
  return new Promise(resolve => {
    const end = () => resolve()
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end)
    process.once('disconnect', end)
    for (const event of ['end', 'close', 'error']) process.stdin.once(event, end)
    process.stdin.resume()
    process.stdout.on('error', end)
    setTimeout(end, LIFE_LIMIT_MS).unref()
  })
}

main().catch((error: unknown) => {
  process.stderr.write(`middlebox: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(2)
})
