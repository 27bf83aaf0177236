import { computed, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { AppError } from '../../shared/contract/errors.ts'
import { ledgerOf, type LedgerRow } from '../../shared/graph/ledger.ts'
import {
  foldable,
  isKind,
  ledgerCsv,
  ledgerRows,
  millisecondsOf,
  rowsOf,
  type Grouping,
  type SortKey,
} from '../ledger/ledger-table.ts'
import { useBridge } from './useBridge.ts'
import { useDiagram } from './useDiagram.ts'
import { useProfile } from './useProfile.ts'

/** The columns that can be sorted by, in their order. */
const COLUMNS = [
  ['parameters', 'model.parameters'],
  ['macs', 'model.macs'],
  ['plainParameters', 'ledger.plainParameters'],
  ['plainMacs', 'ledger.plainMacs'],
] as const

const BLOCKS = ['input', 'head', 'entry', 'middle', 'exit']

/** The ledger of the network that is looked at: what of it is shown, its times once somebody measures, and its copies. */
export function useLedger() {
  const { t } = useI18n()
  const client = useBridge()
  const { model } = useDiagram()
  const { profile, busy, error: profileError, measure } = useProfile(() => model.value?.graph ?? null)

  const grouping = shallowRef<Grouping>('kind')
  const sort = shallowRef<SortKey>('order')
  const open = shallowRef<ReadonlySet<string>>(new Set())
  /** What became of a copy. */
  const note = shallowRef('')
  const saveError = shallowRef<AppError | null>(null)

  const ledger = computed(() => (model.value ? ledgerOf(model.value.graph) : null))
  const rows = computed(() => (ledger.value ? rowsOf(ledger.value, grouping.value) : []))
  const shown = computed(() => ledgerRows(rows.value, sort.value, open.value))
  const columns = computed(() => COLUMNS.map(([key, text]) => ({ key, text: t(text) })))
  watch([grouping, () => model.value?.graph.name], () => {
    open.value = new Set()
    note.value = ''
  })

  function nameOf({ id, title }: LedgerRow): string {
    if (id === 'total') return t('walk.total')
    if (isKind(id)) return t(`ledger.${id}`)
    return BLOCKS.includes(id) ? t(`model.${id}`) : title
  }
  /** What was measured of a line's layers, in ms; of a kind only its own halves. */
  const timeOf = (row: LedgerRow) => (profile.value ? millisecondsOf(row, profile.value) : null)

  function toggle(id: string): void {
    const next = new Set(open.value)
    if (!next.delete(id)) next.add(id)
    open.value = next
  }

  function csv(separator: ',' | '\t'): string {
    if (!ledger.value) return ''
    const heads = [t('walk.part'), ...columns.value.map(({ text }) => text)]
    const time = profile.value ? { head: t('ledger.milliseconds'), of: timeOf } : null
    return ledgerCsv(heads, { shown: shown.value, total: ledger.value.total, nameOf, time }, separator)
  }

  async function copy(): Promise<void> {
    const copied = await client.request('clipboard:write', { text: csv('\t') })
    note.value = copied.ok ? t('common.copied') : ''
  }

  async function save(): Promise<void> {
    const name = (model.value?.graph.name ?? 'network').replaceAll(/[^\w.-]/g, '_').slice(0, 110)
    const saved = await client.request('file:save', { name: `${name}.csv`, content: csv(',') })
    saveError.value = saved.ok ? null : saved.error
    if (saved.ok && saved.value) note.value = t('ledger.saved', { name: saved.value.name })
  }

  return {
    ...{ ledger, shown, columns, grouping, sort, open, toggle, nameOf, note, saveError, copy, save },
    ...{ profile, timeOf, busy, profileError, measure },
    unfoldAll: () => (open.value = new Set(foldable(rows.value))),
    foldAll: () => (open.value = new Set()),
  }
}

export type LedgerView = ReturnType<typeof useLedger>
