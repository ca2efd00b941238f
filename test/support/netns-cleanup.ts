/**
 * What has to be undone whatever happens: namespaces and processes that outlive this program would stay on the machine.
 * Undoing is synchronous, because it also happens in the last moments of the process.
 */
import { constants } from 'node:os'

const pending = new Set<() => void>()
let watching = false

/** Makes `undo` happen at the latest when this process ends. Gives the function that does it now, once. */
export function undoAtEnd(undo: () => void): () => void {
  watch()
  pending.add(undo)
  return () => {
    if (pending.delete(undo)) undo()
  }
}

function watch(): void {
  if (watching) return
  watching = true
  process.on('exit', undoAll)
  // Before the test runner's own, which would wait for the test under way. Not `once`: the runner passes the signal on,
  // and without a listener the second one would end the process in the middle of cleaning up.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    process.prependListener(signal, () => process.exit(128 + constants.signals[signal]))
  }
}

/** The last first: processes before the namespaces that they run in. */
function undoAll(): void {
  for (const undo of [...pending].reverse()) {
    try {
      undo()
    } catch (error) {
      process.stderr.write(`could not clean up: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
  pending.clear()
}
