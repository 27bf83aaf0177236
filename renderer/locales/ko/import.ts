import type { importing as english } from '../en/import.ts'

export const importing: typeof english = {
  import: {
    title: '가져온 모델',
    reading: '{name} 읽는 중…',
    facts: '{format}, {size} px, 파라미터 {parameters}, 클래스 {classes}개',
    train: '이것으로 학습',
    show: '모델에서 보기',
    inspect: '들여다보기',
    remove: '{name} 지우기',
    removed: '{name} 모델과 내보낸 것을 지웠습니다.',
    undo: '되돌리기',
    matched: '가중치 {count}개 맞춤',
    initial: '{count}개는 초깃값',
    unused: '파일의 {count}개는 쓰지 않음',
    more: '외 {count}개',
    resizeChosen: '파일에 이미지 크기를 맞추는 방법이 없어 안티에일리어싱을 쓴 쌍선형으로 합니다.',
    note: {
      'resize-found': '{subject}이(가) 이미지 크기를 맞춥니다: {detail}.',
      'layer-skipped': '{subject}({detail})은(는) 추론할 때 하는 일이 없어 뺐습니다.',
      'preprocessing-found': '이미지는 파일에 적힌 대로 준비합니다: 0~255 픽셀에 {detail}.',
      'preprocessing-assumed': '파일에 이미지 준비 방법이 없어 {detail}(으)로 여깁니다.',
      'preprocessing-differs': '{subject}은(는) 이미지를 다르게 준비합니다: {detail}.',
      'input-size-assumed': '파일에 입력 크기가 정해져 있지 않아 {detail} px로 여깁니다.',
      'labels-numbered': '파일에 클래스 이름이 없어 번호를 붙였습니다.',
      'softmax-added': '{detail}이(가) 로짓을 내므로 소프트맥스를 더했습니다.',
      'head-added': '파일에 머리가 없어 클래스 {detail}개짜리 {subject}을(를) 학습 안 된 채로 더했습니다.',
      'weights-copied':
        '{subject}은(는) {detail} 층을 다시 부른 것이라 가중치를 복사해 받았습니다. 더 학습하면 서로 달라집니다.',
      'binary-output': '{subject}이(가) 두 클래스를 수 하나로 답하므로, 두 클래스의 소프트맥스로 바꾸었습니다.',
      'grey-input': '{subject}은(는) 흑백 이미지를 받으므로, 앞에 둔 {detail} 레이어가 컬러를 흑백으로 바꿉니다.',
      'mixed-precision':
        '원래 프로그램은 {detail}(으)로 계산합니다. 여기서는 모두 float32라 답이 조금 다를 수 있습니다.',
      widened: '가중치를 {detail}에서 32비트 실수로 넓혔습니다.',
      'not-finite': '{subject}에 숫자가 아닌 값이 {detail}개 있습니다.',
    },
  },
}
