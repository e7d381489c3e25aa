"""Invented names: common ones, those of minorities with their dot, and characters that old systems cannot write."""

from __future__ import annotations

from random import Random

from app.demo.people import MALE

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文覃单仇"
)
_DOUBLE = ("欧阳", "上官", "司马", "诸葛", "尉迟")
_MEN = "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆峰国建忠德福贵全安永兴发财礼义信志文武学友仁光荣春林山"
_WOMEN = "芳娜敏静丽艳娟霞秀英玲桂兰凤洁梅琳素云莲真环雪爱妹琼勤珍贞莉红娥香菊翠淑惠玉珠巧花萍容华美琴清燕蓉会"
_SHARED = "小晓文永成家大世天长明少正德光春子继宗开兴仕登朝先廷泽代"
# Characters outside the fonts and code pages of old systems; one has five hexadecimal digits in Unicode, one in Ext A.
RARE = ("䶮", "㛃", "𬭎", "𫖯", "𤩽")

_YI_FAMILIES = ("吉克", "阿苏", "沙马", "吉木", "曲比", "海来", "阿尔", "的日")
_YI_MEN = ("木呷", "尔古", "拉日", "子哈", "伍加", "史布")
_YI_WOMEN = ("阿依", "阿呷", "伍果", "尔洛", "史外", "阿芝")
_TIBETAN_FIRST = ("扎西", "多吉", "卓玛", "央金", "洛桑", "格桑")
_TIBETAN_MEN = ("尼玛", "次仁", "旺堆", "平措")
_TIBETAN_WOMEN = ("拉姆", "曲珍", "措姆", "白玛")
_UYGHUR_MEN = ("买买提", "艾力", "吐尔逊", "阿不都")
_UYGHUR_WOMEN = ("阿依古丽", "帕提古丽", "热依罕", "古丽娜尔")
_UYGHUR_FATHERS = ("艾合买提", "肉孜", "玉山", "托合提")

HAN, YI, TIBETAN, UYGHUR = "汉族", "彝族", "藏族", "维吾尔族"
# Groups whose names are not a surname and a given name.
OWN_NAMES = (YI, TIBETAN, UYGHUR)
_OTHERS = ("羌族", "土家族", "苗族", "回族")


def draw_ethnicity(random: Random) -> str:
    """The ethnic group of a family: mostly 汉族."""
    dice = random.random()
    if dice < 0.90:
        return HAN
    if dice < 0.94:
        return YI
    if dice < 0.955:
        return TIBETAN
    return UYGHUR if dice < 0.96 else random.choice(_OTHERS)


def draw_surname(random: Random) -> str:
    """A surname of the 汉族 and of those who name themselves alike."""
    return random.choice(_DOUBLE) if random.random() < 0.006 else random.choice(_SURNAMES)


def draw_name(random: Random, *, surname: str, sex: str, ethnicity: str) -> str:
    """A whole name; groups with names of their own write them with the dot of 间隔号."""
    if ethnicity == YI:
        family = surname if surname in _YI_FAMILIES else random.choice(_YI_FAMILIES)
        return f"{family}·{random.choice(_YI_MEN if sex == MALE else _YI_WOMEN)}"
    if ethnicity == TIBETAN:
        return f"{random.choice(_TIBETAN_FIRST)}·{random.choice(_TIBETAN_MEN if sex == MALE else _TIBETAN_WOMEN)}"
    if ethnicity == UYGHUR:
        given = random.choice(_UYGHUR_MEN if sex == MALE else _UYGHUR_WOMEN)
        return f"{given}·{random.choice(_UYGHUR_FATHERS)}"
    own = random.choice(_MEN if sex == MALE else _WOMEN)
    if random.random() < 0.18:
        return surname + own
    middle = random.choice(_SHARED) if random.random() < 0.6 else random.choice(_MEN if sex == MALE else _WOMEN)
    return surname + middle + own


def family_surname(random: Random, ethnicity: str) -> str:
    """The surname, or family name, that a father hands on."""
    return random.choice(_YI_FAMILIES) if ethnicity == YI else draw_surname(random)


def with_rare_character(name: str, rare: str) -> str:
    """The name with its last character replaced by one that old systems cannot write."""
    return name[:-1] + rare
