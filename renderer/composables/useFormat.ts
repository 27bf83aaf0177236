import { useI18n } from 'vue-i18n'
import { formatBytes, formatCount, formatDifference, formatDuration } from '../format.ts'

/** Numbers, units and times in the window's language. */
export function useFormat() {
  const { t, n, locale, d } = useI18n()
  return {
    integer: (value: number) => n(value, { maximumFractionDigits: 0 }),
    /** Accuracies and losses: a fixed number of digits, so that columns line up. */
    metric: (value: number | null | undefined, digits = 4) =>
      value === null || value === undefined || !Number.isFinite(value)
        ? '–'
        : n(value, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    percent: (share: number) => n(share, { style: 'percent', maximumFractionDigits: 1 }),
    /** `22.9 M`, `8.36 G`: three significant digits. */
    count: (value: number) => formatCount(value, locale.value),
    bytes: (value: number) => formatBytes(value, locale.value),
    duration: (milliseconds: number) =>
      formatDuration(milliseconds, (unit, value) => t(`units.${unit}`, { value: n(value) })),
    /** `95 ms`, `2.1 s`: two digits, as forecasts are no better. */
    stepTime: (milliseconds: number, digits = 2) =>
      milliseconds < 1000
        ? t('units.milliseconds', { value: n(milliseconds, { maximumSignificantDigits: digits }) })
        : formatDuration(milliseconds, (unit, value) => t(`units.${unit}`, { value: n(value) })),
    /** `+6%`, `-2%`: an error's share. */
    signedPercent: (share: number) =>
      n(share, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }),
    rate: (imagesPerSecond: number) =>
      t('units.imagesPerSecond', {
        value: n(imagesPerSecond, { maximumFractionDigits: imagesPerSecond < 10 ? 1 : 0 }),
      }),
    learningRate: (value: number) => n(value, { maximumSignificantDigits: 3 }),
    /** A value of a map or a weight: three digits. */
    value: (value: number) => n(value, { maximumSignificantDigits: 3 }),
    difference: formatDifference,
    date: (iso: string) => d(new Date(iso), { dateStyle: 'medium', timeStyle: 'short' }),
  }
}
