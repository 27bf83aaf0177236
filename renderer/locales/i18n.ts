import { createI18n } from 'vue-i18n'
import { en, type Messages } from './en.ts'
import { ko } from './ko.ts'

/** The dictionaries, with English where a sentence is missing (a test sees to it that none is). */
export function createWindowI18n() {
  return createI18n<[Messages], 'en' | 'ko', false>({
    legacy: false,
    locale: 'en',
    fallbackLocale: 'en',
    messages: { en, ko },
  })
}
