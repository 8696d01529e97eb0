"""What the desk says about things that are no words: files, places, voices."""

# What a citizen answers to «reply 继续 to read on».
GO_ON = frozenset({"继续", "接着看", "接着说", "继续看", "继续说", "往下"})
PLEASE_TYPE = "语音我还听不懂，麻烦您把要问的或要办的事打成字发给我；打字不方便，也可以拨打 12345。"
NOT_READABLE = "这种消息我还看不懂，麻烦您把要问的或要办的事用文字发给我。"
LINK = "链接我打不开，麻烦您把要问的或要办的事用文字发给我。"
NO_FILE_HERE = "这里收不到文件。照片、视频可以直接发给我；文档请在网页上办理时上传，或者拍成照片发来。"
TOO_LARGE = "{noun}超过 10 MB，请压缩后再发，或分成几个。"
OLD_BUTTON = "这个按钮已经用不上了。要办什么，请直接告诉我。"
FETCH_AGAIN = "刚才的{noun}没有收到，请再发一次。"
KEPT = "{noun}收到了。"
KEPT_FOR_DRAFT = "{noun}收到了，会随这次登记一起提交。"
KEPT_FOR_TICKET = "{noun}收到了，已经补充到您的工单里。"
WHAT_ABOUT = "请说一下是什么事，我帮您查规定或者登记。"
EDITED_LATE = "您改了前面的一句话。那句话已经处理过了，改动不算数；要更正，请直接说，例如“电话改成……”。"
