/**
 * Shows progress while a run works: one line redrawn in place on a terminal, plain lines elsewhere.
 */
import type { WriteStream } from 'node:tty'
import { advance, noProgress, type ProgressEvent, plainProgress, renderProgressLine } from '../src/report/progress.ts'

export interface ProgressWatch {
  readonly take: (event: ProgressEvent) => void
  /** Leaves the terminal clean. */
  readonly end: () => void
}

/** A terminal is redrawn at most this often. */
const REDRAW_MS = 80

export function watchProgress(stream: WriteStream): ProgressWatch {
  let state = noProgress
  let shown: typeof state | null = null
  let timer: NodeJS.Timeout | null = null

  function draw(): void {
    timer = null
    stream.write(`\r\x1b[K${renderProgressLine(state, stream.columns ?? 80)}`)
  }

  return {
    take: event => {
      state = advance(state, event)
      if (stream.isTTY) {
        timer ??= setTimeout(draw, REDRAW_MS)
        return
      }
      for (const line of plainProgress(shown, state)) stream.write(`${line}\n`)
      shown = state
    },
    end: () => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      if (stream.isTTY) stream.write('\r\x1b[K')
    },
  }
}
