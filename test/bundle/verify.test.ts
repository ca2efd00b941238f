import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { BundleError } from '../../src/bundle/errors.ts'
import { responderHalf } from '../../src/bundle/layout.ts'
import { type Half, manifestText, signHalf } from '../../src/bundle/manifest.ts'
import { keyFingerprint, type Statement } from '../../src/bundle/statement.ts'
import { verifyBundle } from '../../src/bundle/verify.ts'
import { readStructure } from '../../src/bundle/zip-structure.ts'
import { honest, hostileZip, stored } from '../support/zip-hostile.ts'
import {
  type Contents,
  clientKey,
  contents,
  flipped,
  freshKey,
  honestly,
  responderKey,
  runId,
  type Signing,
  scratchFolder,
  writeBundle,
} from './small-bundle.ts'

const folder = scratchFolder()
const file = join(folder, 'a.zip')
/** Verifying waits for the disk most of the time. */
const lanes = 8

async function problemsOf(of: string = file): Promise<string[]> {
  return (await verifyBundle(of)).problems.map(it => `${it.part}: ${it.text}`)
}

async function written(of?: Contents, signing?: Signing): Promise<string[]> {
  await writeBundle(file, of, signing)
  return problemsOf()
}

/** The client alone, as it signs when the responder was lost. */
const clientOnly: Signing = (client, responder) => {
  const files = [...client.files, ...responder.files]
  return [signHalf({ ...client, files, absent: [{ path: responderHalf, why: 'the connection was cut' }] }, clientKey)]
}

function signed(change: (client: Statement, responder: Statement) => readonly [Statement, Statement]): Signing {
  return (client, responder) => honestly(...change(client, responder))
}

describe('bundle/verify', () => {
  it('finds nothing in a bundle as it was signed, and tells whose it is', async () => {
    await writeBundle(file)
    const found = await verifyBundle(file)
    assert.deepEqual(found.problems, [])
    assert.deepEqual([found.runId, found.files, found.absent, found.unvouched], [runId, 6, [], []])
    assert.deepEqual(
      found.halves.map(it => [it.end, it.genuine, it.fingerprint, it.files, it.hostname]),
      [
        ['client', true, keyFingerprint(clientKey.publicKey), 4, 'laptop'],
        ['responder', true, keyFingerprint(responderKey.publicKey), 2, null],
      ],
    )
  })

  it('takes a bundle that only the client signed, and says so', async () => {
    await writeBundle(file, contents, clientOnly)
    const found = await verifyBundle(file)
    assert.deepEqual(found.problems, [])
    assert.deepEqual(found.absent, [{ path: responderHalf, why: 'the connection was cut' }])
    assert.deepEqual(found.unvouched, ['tapes/responder/in-25.jsonl', 'environment/responder/firewall.txt'])
  })

  it('takes a bundle that the responder made alone', async () => {
    const alone: Signing = (client, responder) => {
      const keys = { client: null, responder: responderKey.publicKey }
      return [
        signHalf(
          { ...responder, keys, files: [...client.files, ...responder.files], container: client.container },
          responderKey,
        ),
      ]
    }
    assert.deepEqual(await written(contents, alone), [])
  })

  it('finds every single flipped bit', async () => {
    await writeBundle(file, { 'run.json': 'ab' }, clientOnly)
    const whole = readFileSync(file)
    const missed: string[] = []
    const lane = async (of: string, first: number) => {
      writeFileSync(of, whole)
      for (let at = first; at < whole.length; at += lanes) {
        for (let bit = 0; bit < 8; bit++) {
          const problems = await flipped(of, whole, at, bit, () => problemsOf(of))
          if (problems.length === 0) missed.push(`${at}.${bit}`)
        }
      }
    }
    await Promise.all(Array.from({ length: lanes }, (_, first) => lane(join(folder, `lane${first}.zip`), first)))
    assert.deepEqual(missed, [])
  }).timeout(120_000)

  it('finds every flipped bit of packed data in a bundle of both ends, and names the file', async () => {
    await writeBundle(file)
    const whole = readFileSync(file)
    const ranges = readStructure(file).ranges
    for (const { path, at, bytes } of ranges.slice(0, -1)) {
      for (let offset = 0; offset < bytes; offset++) {
        const problems = await flipped(file, whole, at + offset, (offset * 5) % 8, () => problemsOf())
        assert.equal(problems.length, 1, `${path} ${offset}: ${problems.join('\n')}`)
        assert.ok(problems[0]?.startsWith(`${path}: `), `${path} ${offset}: ${problems[0]}`)
      }
    }
  }).timeout(60_000)

  it('finds a changed byte in each kind of file although the archive is sound', async () => {
    for (const path of Object.keys(contents)) {
      const changed = { ...contents, [path]: `${contents[path]} ` }
      await writeBundle(join(folder, 'honest.zip'))
      const manifest = await manifestOfHonest()
      const problems = await written(changed, () => manifest)
      assert.deepEqual(problems, [`${path}: changed after it was signed`])
    }
  })

  it('finds a removed, an added and a renamed file', async () => {
    await writeBundle(join(folder, 'honest.zip'))
    const manifest = await manifestOfHonest()
    const { 'run.json': run = '', ...rest } = contents
    assert.deepEqual(await written(rest, () => manifest), ['run.json: missing'])
    assert.deepEqual(await written({ ...contents, 'summary.md': 'all is well' }, () => manifest), [
      'summary.md: signed by nobody: it was added, or the half that lists it is gone',
    ])
    assert.deepEqual(await written({ ...rest, 'summary.md': run }, () => manifest), [
      'run.json: missing',
      'summary.md: signed by nobody: it was added, or the half that lists it is gone',
    ])
  })

  it('finds files in another order although every file is as it was signed', async () => {
    await writeBundle(join(folder, 'honest.zip'))
    const manifest = await manifestOfHonest()
    const turned = Object.fromEntries(Object.entries(contents).reverse())
    assert.match((await written(turned, () => manifest)).join(), /^archive: its packed bytes were changed/)
  })

  it('finds a responder\u2019s half of another run, of another key, and none', async () => {
    const otherRun = signed((client, responder) => [client, { ...responder, runId: 'e'.repeat(32) }])
    assert.match((await written(contents, otherRun)).join(), /^the responder's half: it is of another run/)
    const otherKey = freshKey()
    const forged: Signing = (client, responder) => {
      const keys = { ...responder.keys, responder: otherKey.publicKey }
      return [signHalf(client, clientKey), signHalf({ ...responder, keys }, otherKey)]
    }
    assert.match(
      (await written(contents, forged)).join(),
      /^the responder's half: it was signed by another installation/,
    )
    const lone: Signing = client => [signHalf(client, clientKey)]
    assert.match((await written(contents, lone)).join('\n'), /the responder's half: it is missing/)
  })

  it('tells of a half that cannot be read and not of all its files', async () => {
    const newer: Signing = (client, responder) => {
      const [half, other] = honestly(client, responder) as readonly Half[]
      if (half === undefined || other === undefined) return assert.fail()
      return [half, { ...other, statement: other.statement.replace('half/1', 'half/2') }]
    }
    assert.deepEqual(await written(contents, newer), [
      "the responder's half: the statement is no pathproof/half/1: its field statement is not of this form",
    ])
  })

  it('finds a manifest in another writing, with another field, and of another version', async () => {
    const text: Signing = (client, responder) => manifestText(honestly(client, responder) as never)
    const edits: readonly (readonly [RegExp, (text: string) => string])[] = [
      [/not as it was written/, it => `${it} `],
      [/not as it was written/, it => it.replace('  "halves"', '   "halves"')],
      [/not of this form/, it => it.replace('{\n', '{\n  "note": "",\n')],
      [/another version/, it => it.replace('bundle/1', 'bundle/9')],
      [/not JSON/, () => ''],
      [/no UTF-8|not JSON/, () => '\ud800'],
    ]
    for (const [why, edit] of edits) {
      const problems = await written(contents, (client, responder) => edit(text(client, responder) as string))
      assert.match(problems.join(), new RegExp(`^manifest\\.json: .*(${why.source})`))
    }
  })

  it('finds a bundle that was packed again', async () => {
    await writeBundle(file)
    const manifest = await manifestOfHonest(file)
    const files = Object.entries(contents).map(([path, text]) => honest(path, text))
    writeFileSync(file, hostileZip([...files, stored('manifest.json', manifest)]))
    const problems = await problemsOf()
    assert.ok(problems.length > 0)
    assert.ok(
      problems.every(it => /in the archive is not as it was written/.test(it)),
      problems.join('\n'),
    )
  })

  it('says what an unsigned archive and a damaged one are', async () => {
    writeFileSync(file, hostileZip([honest('run.json', '{}')]))
    assert.ok((await problemsOf()).includes('manifest.json: missing: nothing in this archive is signed'))
    writeFileSync(file, hostileZip([{ ...honest('run.json', '{}'), crc: 1 }, stored('manifest.json', '{}')]))
    assert.ok((await problemsOf()).includes('run.json: damaged: it cannot be unpacked'))
  })

  it('finds something in any bytes, and throws only for a file that cannot be read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async bytes => {
        writeFileSync(file, bytes)
        const { problems, halves } = await verifyBundle(file)
        assert.ok(problems.length > 0 && halves.length === 0)
      }),
      { seed: 20250601, numRuns: 100 },
    )
    await assert.rejects(verifyBundle(join(folder, 'none.zip')), error => {
      return error instanceof BundleError && error.guilty === 'machine'
    })
  })

  it('finds something in a bundle that breaks off anywhere', async () => {
    await writeBundle(file)
    const whole = readFileSync(file)
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(file, whole.subarray(0, length))
      assert.match((await problemsOf()).join('\n'), /^archive: it is no zip archive, or its end is missing/)
    }
  })
})

/** The manifest's text of an archive as our writer makes it. */
async function manifestOfHonest(of: string = join(folder, 'honest.zip')): Promise<string> {
  const manifest = readStructure(of).ranges.at(-1) ?? assert.fail()
  return readFileSync(of).toString('utf8', manifest.at, manifest.at + manifest.bytes)
}
