import assert from 'node:assert/strict'
import fc from 'fast-check'
import { z } from 'zod'
import { type Form, formText, readForm } from '../../src/run/form.ts'

class FormError extends Error {}

const form: Form<{ record: 'thing/1'; count: number }> = {
  called: 'the thing',
  name: 'thing/1',
  schema: z.object({ record: z.literal('thing/1'), count: z.number() }),
  error: message => new FormError(message),
}

describe('run/form', () => {
  it('reads what it wrote', () => {
    const value = { record: 'thing/1', count: 3 } as const
    assert.deepEqual(readForm(formText(value), form), value)
    assert.match(formText(value), /\n$/)
  })

  it('says what another text lacks', () => {
    const cases: readonly (readonly [text: string, why: RegExp])[] = [
      ['{', /^the thing is no JSON$/],
      ['[]', /^the thing has no field "record"$/],
      ['{"record":"thing/2"}', /^the thing has another form than thing\/1; a newer release may read it$/],
      ['{"record":"thing/1","count":"3"}', /^the thing: count: [^\n]+$/],
    ]
    for (const [text, message] of cases) assert.throws(() => readForm(text, form), { message })
  })

  it('throws nothing but its error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        assert.throws(() => readForm(text, form), FormError)
      }),
    )
  })
})
