import type { forecast as english } from '../en/forecast.ts'

export const forecast: typeof english = {
  forecast: {
    title: '이 컴퓨터에서의 예상',
    step: '한 스텝',
    memory: '메모리',
    epoch: '한 에폭',
    measuring: '이 컴퓨터를 한 번 재고 있습니다. 몇 초 걸립니다.',
    waiting: '학습이 끝나면 이 컴퓨터를 한 번 잽니다.',
    failed: '이 컴퓨터를 잴 수 없었습니다.',
    tooLarge: '남은 메모리 {free}보다 많습니다. 배치나 입력 크기를 줄이세요.',
    tab: '예상',
    what: '실행의 값',
    forecast: '예상',
    happened: '실제',
    error: '오차',
    excluded: '중앙값입니다. 컴파일과 배치 크기마다 첫 스텝은 뺐습니다.',
    noForecast: '이 실행은 예상 없이 시작했습니다.',
    summary: '예상 오차: 스텝 {step}, 메모리 {memory}',
  },
}
