import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sidesOf } from '../../src/page/changes.ts'
import { changeText, evidenceHtml, firstChange } from '../../src/page/evidence.ts'
import { html, markupOf } from '../../src/page/html.ts'
import { evidence, nastyText } from './samples.ts'

const links = { sent: null, heard: html`<a href="#s1c5">tape line 5</a>` }

describe('page/evidence', () => {
  it('marks the changed bytes of both sides, in text and in hex', () => {
    const page = markupOf(evidenceHtml(evidence, 'incoming', links))
    assert.match(page, /250-<del>STARTTLS<\/del>\\r\\n/)
    assert.match(page, /250-<ins>XXXXXXXA<\/ins>\\r\\n/)
    assert.match(page, /32 35 30 2d <mark>53 54 41 52<\/mark>/)
    assert.match(page, /<mark>58 58 58 41<\/mark> 0d 0a/)
    assert.match(page, /<b>incoming, reply 2, line 3<\/b>: 8 bytes overwritten, length kept/)
    assert.match(page, /sent by the mail server, the answering end<.*heard by the client, the caller<a href="#s1c5">/)
  })

  it('says who spoke by the direction', () => {
    assert.match(markupOf(evidenceHtml(evidence, 'outgoing', links)), /sent by the client, the answering end/)
  })

  it('says in words where bytes are missing', () => {
    const edits = [{ kind: 'removed' as const, sentAt: 0, sentBytes: 3, heardAt: 0, heardBytes: 0 }]
    const piece = { ...evidence, sent: 'a\\r\\nb\\r\\n', heard: 'b\\r\\n', offsets: { sent: 0, heard: 0 }, edits }
    const page = markupOf(evidenceHtml(piece, 'incoming', links))
    assert.match(page, /<del>a\\r\\n<\/del>/)
    assert.match(page, /<span class="gap">3 bytes not heard<\/span>/)
    assert.equal(changeText(sidesOf(piece)), '3 bytes not heard')
  })

  it('counts the bytes that differ and not those that stayed', () => {
    const text = (sent: string, heard: string, edit: Partial<(typeof evidence.edits)[number]>) =>
      changeText(
        sidesOf({
          sent,
          heard,
          offsets: { sent: 0, heard: 0 },
          edits: [
            {
              kind: 'replaced',
              sentAt: 0,
              sentBytes: sent.length,
              heardAt: 0,
              heardBytes: heard.length,
              ...edit,
            },
          ],
        }),
      )
    assert.equal(text('second line 2026', '************202*', {}), '13 of 16 bytes overwritten, length kept')
    assert.equal(text('XFORWARD', 'XXXXXXXC', {}), '7 of 8 bytes overwritten, length kept')
    assert.equal(text('one', 'three', {}), '3 bytes replaced by 5')
    assert.equal(text('', 'ab', { kind: 'inserted' }), '2 bytes added')
    assert.equal(text('same', 'same', {}), 'the last bytes before it')
  })

  it('marks only the bytes that differ', () => {
    const edits = [{ kind: 'replaced' as const, sentAt: 0, sentBytes: 8, heardAt: 0, heardBytes: 8 }]
    const piece = { ...evidence, sent: 'XFORWARD', heard: 'XXXXXXXC', offsets: { sent: 0, heard: 0 }, edits }
    const page = markupOf(evidenceHtml(piece, 'incoming', links))
    assert.match(page, /<code>X<del>FORWARD<\/del><\/code>/)
    assert.match(page, /<code>X<ins>XXXXXXC<\/ins><\/code>/)
    assert.match(page, /58 <mark>46 4f 52 57 41 52 44<\/mark>/)
  })

  it('folds what is equal, with its bytes inside', () => {
    const lines = 'a\\r\\nb\\r\\nc\\r\\nd\\r\\ne\\r\\n'
    const edits = [{ kind: 'inserted' as const, sentAt: 15, sentBytes: 0, heardAt: 15, heardBytes: 1 }]
    const piece = { ...evidence, sent: lines, heard: `${lines}X`, offsets: { sent: 0, heard: 0 }, edits }
    const page = markupOf(evidenceHtml(piece, 'incoming', links))
    assert.match(page, /<details><summary>12 equal bytes<\/summary><pre>a\\r\\n\nb\\r\\n\nc\\r\\n\nd\\r\\n\n<\/pre>/)
  })

  it('shortens the first change, and says how much more there is', () => {
    const long = 'x'.repeat(300)
    const edits = [{ kind: 'cut' as const, sentAt: 0, sentBytes: 300, heardAt: 0, heardBytes: 0 }]
    const { sent, heard } = firstChange({ ...evidence, sent: long, heard: '', offsets: { sent: 0, heard: 0 }, edits })
    assert.match(markupOf(html`${sent}`), /^<del>x{80}<\/del> <i>… 220 bytes more<\/i>$/)
    assert.match(markupOf(html`${heard}`), /300 bytes not heard/)
  })

  it('shortens what is not printable by its width', () => {
    const edits = [{ kind: 'cut' as const, sentAt: 0, sentBytes: 100, heardAt: 0, heardBytes: 0 }]
    const piece = { ...evidence, sent: '\\x00'.repeat(100), heard: '', offsets: { sent: 0, heard: 0 }, edits }
    assert.match(markupOf(html`${firstChange(piece).sent}`), /^<del>(?:\\x00){20}<\/del> <i>… 80 bytes more<\/i>$/)
  })

  it('keeps a dump short when everything was changed', () => {
    const long = 'x'.repeat(600)
    const edits = [{ kind: 'replaced' as const, sentAt: 0, sentBytes: 600, heardAt: 0, heardBytes: 600 }]
    const piece = { ...evidence, sent: long, heard: 'y'.repeat(600), offsets: { sent: 0, heard: 0 }, edits }
    assert.match(markupOf(evidenceHtml(piece, 'incoming', links)), /… 408 bytes …/)
  })

  it('lets no text of an enemy be markup', () => {
    fc.assert(
      fc.property(nastyText, nastyText, (text, place) => {
        const page = markupOf(evidenceHtml({ ...evidence, sent: text, heard: `${text}b`, place }, 'incoming', links))
        assert.doesNotMatch(page, /<script|<img|[\0\u202a-\u202e\u2066-\u2069\ud800]/)
      }),
    )
  })
})
