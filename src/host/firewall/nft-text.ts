/** A rule in the words of `nft list ruleset`, from its JSON. What has no common form is shown as JSON. Knows no packets. */
import { isList, isObject, type Json, listOf, member, single, textMember } from './json.ts'

type Writer = (body: Json) => string | null

/** A rule in one line, without its counters. */
export function nftText(expressions: readonly Json[]): string {
  return expressions
    .map(statementText)
    .filter(it => it !== '')
    .join(' ')
}

const verdicts: readonly string[] = [
  'accept',
  'drop',
  'continue',
  'return',
  'notrack',
  'queue',
  'masquerade',
  'redirect',
]

const statements: Readonly<Record<string, Writer>> = {
  match: matchText,
  vmap: body => `${valueText(member(body, 'key'))} vmap ${valueText(member(body, 'data'))}`,
  counter: () => '',
  log: body => (textMember(body, 'prefix') === '' ? 'log' : `log prefix "${textMember(body, 'prefix')}"`),
  jump: body => `jump ${textMember(body, 'target')}`,
  goto: body => `goto ${textMember(body, 'target')}`,
  reject: rejectText,
  limit: body => `limit rate ${over(body)}${member(body, 'rate')}/${textMember(body, 'per')}`,
  'ct count': body => `ct count ${over(body)}${member(body, 'val')}`,
  quota: body => `quota ${over(body)}${member(body, 'val')} ${textMember(body, 'val_unit')}`,
  mangle: body => `${valueText(member(body, 'key'))} set ${valueText(member(body, 'value'))}`,
  redirect: body => `redirect${portText(body)}`,
  dnat: body => natText('dnat', body),
  snat: body => natText('snat', body),
  tproxy: body => natText('tproxy', body),
  queue: body => `queue num ${valueText(member(body, 'num'))}`,
  set: setText,
  meter: body => `meter ${textMember(body, 'name')} { ${keyed(body, 'key')} }`,
  xt: body => `xt ${textMember(body, 'type')} ${textMember(body, 'name')}`.trim(),
}

function statementText(json: Json): string {
  if (typeof json === 'string') return json
  const [kind, body] = single(json) ?? ['', null]
  if (body === null && (verdicts.includes(kind) || kind === 'reject')) return kind
  return statements[kind]?.(body) ?? JSON.stringify(json)
}

function matchText(body: Json): string {
  const op = textMember(body, 'op')
  const left = valueText(member(body, 'left'))
  const isName = /^(iif|oif)(name)?$/.test(left)
  const right = isName ? quotedText(member(body, 'right')) : valueText(member(body, 'right'))
  return op === '==' || op === 'in'
    ? `${left} ${op === '==' && left.includes(' & ') ? '== ' : ''}${right}`
    : `${left} ${op} ${right}`
}

function rejectText(body: Json): string {
  const type = textMember(body, 'type')
  const reason = textMember(body, 'expr')
  if (type === 'tcp reset') return 'reject with tcp reset'
  return type === '' ? 'reject' : `reject with ${type} ${reason}`
}

function over(body: Json): string {
  return member(body, 'inv') === true ? 'over ' : ''
}

function portText(body: Json): string {
  const port = member(body, 'port')
  return port === null ? '' : ` to :${valueText(port)}`
}

function natText(word: string, body: Json): string {
  const family = textMember(body, 'family')
  const address = member(body, 'addr')
  const port = member(body, 'port')
  const target = `${address === null ? '' : valueText(address)}${port === null ? '' : `:${valueText(port)}`}`
  return `${word}${family === '' ? '' : ` ${family}`} to ${target}`
}

function setText(body: Json): string {
  return `${textMember(body, 'op')} ${textMember(body, 'set')} { ${keyed(body, 'elem')} }`
}

function keyed(body: Json, key: string): string {
  const inner = member(body, 'stmt')
  const stated = inner === null ? [] : listOf(inner).map(statementText)
  return [valueText(member(body, key)), ...stated].join(' ')
}

const values: Readonly<Record<string, Writer>> = {
  payload: body =>
    textMember(body, 'base') === ''
      ? `${textMember(body, 'protocol')} ${textMember(body, 'field')}`
      : `@${textMember(body, 'base')},${member(body, 'offset')},${member(body, 'len')}`,
  meta: body => metaText(textMember(body, 'key')),
  ct: body => ['ct', textMember(body, 'dir'), textMember(body, 'key')].filter(it => it !== '').join(' '),
  fib: body => `fib ${joined(member(body, 'flags'), ' . ')} ${textMember(body, 'result')}`,
  exthdr: body => `exthdr ${textMember(body, 'name')} ${textMember(body, 'field')}`.trim(),
  'tcp option': body => `tcp option ${textMember(body, 'name')} ${textMember(body, 'field')}`.trim(),
  concat: body => joined(body, ' . '),
  prefix: body => `${textMember(body, 'addr')}/${member(body, 'len')}`,
  range: body => joined(body, '-'),
  set: body => `{ ${listOf(body).map(elementText).join(', ')} }`,
  elem: body => valueText(member(body, 'val')),
  '&': body => joined(body, ' & '),
  '|': body => joined(body, ' | '),
  '^': body => joined(body, ' ^ '),
  map: body => `${valueText(member(body, 'key'))} map ${valueText(member(body, 'data'))}`,
  numgen: body => `numgen ${textMember(body, 'mode')} mod ${member(body, 'mod')}`,
}

/** nft leaves the word `meta` out before these. */
const bareMeta: readonly string[] = ['iif', 'iifname', 'oif', 'oifname', 'iiftype', 'oiftype', 'iifgroup', 'oifgroup']

function metaText(key: string): string {
  return bareMeta.includes(key) ? key : `meta ${key}`
}

function valueText(json: Json): string {
  if (typeof json === 'string') return json
  if (isList(json)) return json.map(valueText).join(',')
  if (!isObject(json)) return json === false ? 'missing' : json === true ? 'exists' : String(json)
  const [kind, body] = single(json) ?? ['', null]
  return values[kind]?.(body) ?? JSON.stringify(json)
}

/** Names of interfaces stand in quotes. */
function quotedText(json: Json): string {
  if (typeof json === 'string') return json.startsWith('@') ? json : `"${json}"`
  const list = member(json, 'set')
  return isList(list) ? `{ ${list.map(quotedText).join(', ')} }` : valueText(json)
}

/** An element of a set, or an element of a map with its value. */
function elementText(json: Json): string {
  if (!isList(json)) return valueText(json)
  const [key, value] = json
  const [kind] = single(value) ?? ['']
  const isVerdict = verdicts.includes(kind) || kind === 'jump' || kind === 'goto'
  return `${valueText(key ?? null)} : ${isVerdict ? statementText(value ?? null) : valueText(value ?? null)}`
}

function joined(json: Json, separator: string): string {
  return listOf(json).map(valueText).join(separator)
}
