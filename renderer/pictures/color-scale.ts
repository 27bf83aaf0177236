// The terminal draws in the same colours: they stand in shared.
export { colorAt, colorize, colorTable, type ColorTable, type ScaleName } from '../../shared/pictures/color-scale.ts'
