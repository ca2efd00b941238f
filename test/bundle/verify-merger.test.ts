import assert from 'node:assert/strict'
import type { Statement } from '../../src/bundle/statement.ts'
import { mergerProblems } from '../../src/bundle/verify-merger.ts'
import { clientKey, freshKey, responderKey, statementOf } from './small-bundle.ts'

const sha256 = 'ab'.repeat(32)
const fileAt = (path: string) => ({ path, bytes: 1, sha256 })

const halves = {
  client: {
    ...statementOf('client', [fileAt('halves/client.json'), fileAt('tapes/client/a.jsonl')], null),
    keys: { client: clientKey.publicKey, responder: null },
  },
  responder: {
    ...statementOf('responder', [fileAt('environment/responder/environment.json')], null),
    keys: { client: null, responder: responderKey.publicKey },
  },
} as const satisfies Record<string, Statement>
const merger = statementOf('merger', [fileAt('report.html'), fileAt('wireshark/client/a.pcapng')], null)

interface Change {
  readonly client?: Partial<Statement>
  readonly responder?: Partial<Statement>
  readonly merger?: Partial<Statement>
}

function problems(change: Change = {}): string[] {
  const client = { ...halves.client, ...change.client }
  const responder = { ...halves.responder, ...change.responder }
  const found = mergerProblems({ ...merger, ...change.merger }, { client, responder })
  return found.map(({ part, text }) => `${part}: ${text}`)
}

describe('bundle/verify-merger', () => {
  it('finds nothing where the halves are those that were merged', () => {
    assert.deepEqual(problems(), [])
  })

  const otherKeys = { client: freshKey().publicKey, responder: null }
  const cases: readonly (readonly [string, Change])[] = [
    ["the client's half: it is of another run than what was merged", { client: { runId: 'f'.repeat(32) } }],
    ["the responder's half: it is of another run than what was merged", { responder: { runId: 'f'.repeat(32) } }],
    [
      "the client's half: it was signed by another installation than the one whose half was merged",
      { client: { keys: otherKeys } },
    ],
    [
      "the responder's half: it was masked in another way than what was merged",
      { responder: { redaction: { sha256, masked: [] } } },
    ],
    [
      "the client's half: it lists files that are not its own",
      { client: { files: [fileAt('tapes/responder/a.jsonl')] } },
    ],
    ["the responder's half: it lists files that are not its own", { responder: { files: [fileAt('report.html')] } }],
    [
      "the merger's part: it lists files that only an end can vouch for",
      { merger: { files: [fileAt('tapes/client/b.jsonl')] } },
    ],
    [
      "the merger's part: it lists files that only an end can vouch for",
      { merger: { files: [fileAt('halves/responder.json')] } },
    ],
  ]
  for (const [told, change] of cases) {
    it(`finds ${JSON.stringify(change).replace(/[0-9a-fA-F_-]{32,}/g, '...')}`, () => {
      assert.deepEqual(problems(change), [told])
    })
  }

  it('says nothing of a half that could not be read, which is told elsewhere', () => {
    assert.deepEqual(mergerProblems(merger, { client: null, responder: halves.responder }), [])
  })
})
