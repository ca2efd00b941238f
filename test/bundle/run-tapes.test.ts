import assert from 'node:assert/strict'
import { addTapes, type Taped } from '../../src/bundle/run-tapes.ts'
import { digestOfPieces } from '../../src/bundle/text-file.ts'
import type { ZipWriter } from '../../src/bundle/zip-writer.ts'
import { judgeRun } from '../../src/run/judging.ts'
import { readPcapng } from '../support/pcapng.ts'
import { heard, opened, tapeOf } from '../support/tapes.ts'
import { type SmallRun, smallRun } from './small-run.ts'

/** Takes files as an archive does. */
function shelf() {
  const files = new Map<string, Uint8Array>()
  const zip: Pick<ZipWriter, 'add'> = {
    add: async (path, chunks) => {
      assert.ok(!files.has(path), `${path} twice`)
      const pieces: Uint8Array[] = []
      for await (const chunk of chunks) pieces.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
      files.set(path, Buffer.concat(pieces))
      return { path, ...digestOfPieces([Buffer.concat(pieces).toString('latin1')]) }
    },
  }
  return { zip, files }
}

function tapedOf({ run }: SmallRun, room = 1000): Taped {
  return { run, results: judgeRun(run).results, application: 'pathproof 1', room }
}

describe('bundle/run-tapes', () => {
  const small = smallRun()
  const ofRun = small.path.tapes.filter(({ head }) => head.session !== null)

  it('writes each tape and its capture, and tells which file is whose', async () => {
    const { zip, files } = shelf()
    const { files: signed, places, leftOut } = await addTapes(zip, tapedOf(small))
    assert.deepEqual(
      signed.map(({ path }) => path),
      [...files.keys()],
    )
    assert.equal(files.size, small.path.tapes.length * 2)
    assert.deepEqual([places.size, leftOut.size], [small.path.tapes.length, 0])
    assert.equal(readPcapng([files.get(signed[1]?.path ?? '') ?? new Uint8Array()]).application, 'pathproof 1')
  })

  it('writes two tapes that are alike once, and knows the file of both', async () => {
    const alike = () => tapeOf('answerer', [opened()], { head: { startedAtMs: 7 } })
    const [one, two] = [alike(), alike()]
    const { zip, files } = shelf()
    const { places } = await addTapes(zip, tapedOf(smallRun([one, two])))
    assert.equal(files.size, (small.path.tapes.length + 1) * 2)
    const paths = [...places].filter(([{ head }]) => head.startedAtMs === 7).map(([, path]) => path)
    assert.deepEqual([paths.length, new Set(paths).size], [2, 1])
  })

  it('leaves strangers out where there is no room, and never the run itself', async () => {
    const strangers = Array.from({ length: 20 }, (_, at) =>
      tapeOf('answerer', [opened(), heard(`${at}`)], { head: { startedAtMs: at + 10 } }),
    )
    const { zip, files } = shelf()
    const crowded = smallRun(strangers)
    const { leftOut, places } = await addTapes(zip, tapedOf(crowded, small.path.tapes.length * 2 + 5))
    assert.equal(files.size, (small.path.tapes.length + 2) * 2)
    assert.equal(leftOut.size, 18)
    const kept = crowded.path.tapes.filter(({ head }) => head.session !== null)
    assert.ok(kept.length === ofRun.length && kept.every(tape => places.has(tape)))
  })
})
