/**
 * Shows progress while a run works: one or two lines redrawn in place on a terminal, plain lines elsewhere. What the
 * lines say is decided in src/report/progress.ts.
 */
import type { WriteStream } from 'node:tty'
import {
  advance,
  type ProgressEvent,
  plainProgress,
  plainStatus,
  renderProgress,
  sealedLine,
  startProgress,
} from '../src/report/progress.ts'

/** `quiet` shows nothing; `verbose` tells of each session that ended, too. */
export type ProgressMode = 'normal' | 'quiet' | 'verbose'

export interface ProgressOptions {
  readonly mode: ProgressMode
  /** A monotonic clock, milliseconds. */
  readonly nowMs?: () => number
  readonly env?: NodeJS.ProcessEnv
}

export interface ProgressWatch {
  readonly take: (event: ProgressEvent) => void
  /** Writes a line of its own, above what is redrawn; in every mode. */
  readonly say: (line: string) => void
  /** Leaves the terminal clean. Nothing is shown after it but what is said. */
  readonly end: () => void
}

/** Where lines are shown. */
interface Screen {
  readonly draw: (lines: readonly string[]) => void
  readonly erase: () => void
}

/** A terminal is redrawn at most this often. */
const REDRAW_MS = 80
/** While nothing happens the time moves. */
const TICK_MS = 1000
/** How often a long phase is told of in plain lines. */
const PLAIN_MS = 10_000
/** Columns of a terminal that does not say how wide it is. */
const UNKNOWN_COLUMNS = 80

/** Watches a run on this stream until `end`. */
export function watchProgress(stream: WriteStream, options: ProgressOptions = { mode: 'normal' }): ProgressWatch {
  if (options.mode === 'quiet')
    return { take: () => undefined, say: line => void stream.write(`${line}\n`), end: () => undefined }
  const canRedraw = stream.isTTY === true && (options.env ?? process.env).TERM !== 'dumb'
  return canRedraw ? watchInPlace(stream, options) : watchInLines(stream, options)
}

function watchInPlace(stream: WriteStream, { mode, nowMs = () => performance.now() }: ProgressOptions): ProgressWatch {
  const screen = screenOn(stream)
  let state = startProgress(nowMs())
  let soon: NodeJS.Timeout | null = null
  let ended = false
  const ticking = setInterval(redraw, TICK_MS).unref()
  stream.on('resize', redraw)

  function redraw(): void {
    if (soon !== null) clearTimeout(soon)
    soon = null
    screen.draw(renderProgress(state, columnsOf(stream), nowMs()))
  }

  function say(line: string): void {
    screen.erase()
    stream.write(`${line}\n`)
    if (!ended) soon ??= setTimeout(redraw, REDRAW_MS).unref()
  }

  return {
    take: event => {
      if (ended) return
      state = advance(state, event, nowMs())
      soon ??= setTimeout(redraw, REDRAW_MS).unref()
      if (mode === 'verbose' && event.sealed !== null) say(sealedLine(event.sealed))
    },
    say,
    end: () => {
      if (ended) return
      ended = true
      clearInterval(ticking)
      if (soon !== null) clearTimeout(soon)
      stream.off('resize', redraw)
      screen.erase()
    },
  }
}

function watchInLines(stream: WriteStream, { mode, nowMs = () => performance.now() }: ProgressOptions): ProgressWatch {
  let state = startProgress(nowMs())
  let shown: typeof state | null = null
  let saidAtMs = nowMs()
  let ended = false
  const ticking = setInterval(tick, TICK_MS).unref()

  function say(line: string): void {
    stream.write(`${line}\n`)
  }

  function tick(): void {
    if (nowMs() - saidAtMs < PLAIN_MS) return
    saidAtMs = nowMs()
    say(plainStatus(state, nowMs()))
  }

  return {
    take: event => {
      if (ended) return
      state = advance(state, event, nowMs())
      const lines = plainProgress(shown, state)
      shown = state
      if (lines.length > 0) saidAtMs = nowMs()
      for (const line of lines) say(line)
      if (mode === 'verbose' && event.sealed !== null) say(sealedLine(event.sealed))
    },
    say,
    end: () => {
      ended = true
      clearInterval(ticking)
    },
  }
}

/** Draws over what it drew before. The cursor rests at the end of the last line. */
function screenOn(stream: WriteStream): Screen {
  let drawn: readonly string[] = []

  /** To the first column of the first line drawn; a terminal that has become narrower broke lines in two. */
  function back(): string {
    const columns = columnsOf(stream)
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0)
    return rows > 1 ? `\x1b[${rows - 1}A\r` : '\r'
  }

  function show(lines: readonly string[]): void {
    // One write, and cleared line by line, so that it does not flicker.
    const text = lines.map(line => `${line}\x1b[K`).join('\n')
    stream.write(`${back()}${text}\x1b[J`)
    drawn = lines
  }

  return {
    draw: lines => show(stream.rows === 1 ? lines.slice(0, 1) : lines),
    erase: () => {
      if (drawn.length > 0) show([])
      drawn = []
    },
  }
}

function columnsOf(stream: WriteStream): number {
  return stream.columns > 0 ? stream.columns : UNKNOWN_COLUMNS
}
