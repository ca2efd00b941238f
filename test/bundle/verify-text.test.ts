import assert from 'node:assert/strict'
import type { Verification, VerifiedHalf } from '../../src/bundle/verify.ts'
import { verificationText } from '../../src/bundle/verify-text.ts'

const half: VerifiedHalf = {
  end: 'client',
  publicKey: 'x',
  fingerprint: 'ab'.repeat(32),
  genuine: true,
  tool: { name: 'pathproof', version: '0.4.0' },
  startedAt: '2025-06-01T10:00:00.000Z',
  signedAt: '2025-06-01T10:05:00.000Z',
  files: 1,
  hostname: 'laptop',
}
const other: VerifiedHalf = { ...half, end: 'responder', fingerprint: 'cd'.repeat(32), files: 2, hostname: null }
const sound: Verification = {
  file: 't.zip',
  kind: 'run',
  runId: 'ef'.repeat(16),
  problems: [],
  halves: [half, other],
  files: 3,
  absent: [],
  unvouched: [],
  redaction: null,
}

describe('bundle/verify-text', () => {
  it('says in one sentence that all is as it was signed, and whose keys these are', () => {
    assert.deepEqual(verificationText(sound, [half.fingerprint]), [
      't.zip is what was signed, by both ends: nothing was changed, added or removed',
      'since.',
      '',
      `Run ${'ef'.repeat(16)}, 3 files and the manifest.`,
      '',
      'client     its signature fits',
      '  signed   2025-06-01T10:05:00.000Z, 1 file, run begun 2025-06-01T10:00:00.000Z',
      '  by       pathproof 0.4.0',
      '  host     laptop (only its own word)',
      "  key      SHA-256 of the public key, this installation's own key:",
      `           ${'ab'.repeat(32)}`,
      '',
      'responder  its signature fits',
      '  signed   2025-06-01T10:05:00.000Z, 2 files, run begun 2025-06-01T10:00:00.000Z',
      '  by       pathproof 0.4.0',
      '  host     not said',
      '  key      SHA-256 of the public key, not known here:',
      `           ${'cd'.repeat(32)}`,
      '',
      'A signature shows which key signed, not who holds it: compare the fingerprint',
      'with the one that its owner tells you.',
    ])
  })

  it('begins with what is wrong', () => {
    const problems = [{ part: 'tapes/client/a.jsonl', text: 'changed after it was signed' }]
    const lines = verificationText({ ...sound, problems, halves: [{ ...half, genuine: false }] }, [])
    assert.deepEqual(lines.slice(0, 3), [
      't.zip is NOT what was signed: one problem.',
      '',
      '  tapes/client/a.jsonl: changed after it was signed',
    ])
    assert.ok(lines.includes('client     its signature DOES NOT FIT'))
  })

  it('says what is not there and why, and what only the client vouches for', () => {
    const absent = [{ path: 'halves/responder', why: 'the connection was cut' }]
    const lines = verificationText({ ...sound, halves: [half], absent, unvouched: ['tapes/responder/a.jsonl'] }, [])
    const text = lines.join('\n')
    assert.match(text, /^t\.zip is what was signed, by the client alone:/)
    assert.match(text, /Not in this bundle:\n {2}the responder's half: the connection was cut\n/)
    assert.match(text, /Of the responder, but signed by the client alone:\n {2}tapes\/responder\/a\.jsonl\n/)
  })

  it('says of half a bundle that it is one', () => {
    const text = verificationText({ ...sound, kind: 'half', halves: [other] }, [], 200).join('\n')
    assert.match(text, /^t\.zip is what was signed, by the responder alone:/)
    assert.match(text, /the half of an end that had no control channel: nothing is judged before it is merged/)
  })

  it('tells of all three of a merged bundle, and of no host of the merger', () => {
    const merger: VerifiedHalf = { ...other, end: 'merger', fingerprint: 'ee'.repeat(32), files: 9 }
    const text = verificationText({ ...sound, kind: 'merged', halves: [half, other, merger] }, [], 200).join('\n')
    assert.match(text, /^t\.zip is what was signed, by both ends, and by whoever merged their halves: nothing/)
    assert.match(text, /^merged by {2}its signature fits\n {2}signed .*, 9 files, .*\n {2}by .*\n {2}key /m)
    assert.equal(text.match(/ {2}host /g)?.length, 2)
  })

  it('counts what was masked', () => {
    const masked = [
      { kind: 'address' as const, mask: '0.0.0.0' },
      { kind: 'name' as const, mask: 'x' },
      { kind: 'name' as const, mask: 'y' },
    ]
    const text = verificationText({ ...sound, redaction: { sha256: '', masked } }, []).join('\n')
    assert.match(text, /Masked before it was signed, by both ends alike: 1 address and 2 names\./)
  })

  it('lists no more than a screen of problems, and counts the rest', () => {
    const problems = Array.from({ length: 500 }, (_, at) => ({ part: `tapes/client/${at}.jsonl`, text: 'missing' }))
    const lines = verificationText({ ...sound, problems }, [])
    assert.ok(lines.length < 80)
    assert.ok(lines.includes('  and 460 more'))
  })

  it('lets nothing from the bundle reach the terminal, and keeps to the width', () => {
    const evil = '\x1b[2J\r\n\u202eevil '.repeat(20)
    const hostile = {
      ...sound,
      file: evil,
      problems: [{ part: evil, text: evil }],
      halves: [{ ...half, tool: { name: evil, version: evil }, hostname: evil }],
      absent: [{ path: 'run.json', why: evil }],
      unvouched: [evil],
    }
    for (const line of verificationText(hostile, [], 80)) {
      assert.match(line, /^[\x20-\x7e]*$/)
      assert.ok(line.length <= 80, line)
    }
  })
})
