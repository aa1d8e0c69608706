"""Names under which one employer of our market is known: Chinese, English, brand, registered name.

Each line is one employer; the first name gives the key. Public knowledge, kept short: employers that advertise roles in
AI infrastructure under two names. Everything else is recognised by the rules of employer.py.
"""

from __future__ import annotations

from roles.text import word_key

_SAME = """
字节跳动 字节 bytedance 抖音 火山引擎 volcengine
阿里巴巴 阿里 alibaba alibaba_group 淘宝中国
阿里云 alibaba_cloud aliyun
蚂蚁集团 蚂蚁 蚂蚁金服 ant_group antgroup ant_financial
腾讯 tencent 腾讯云
百度 baidu
华为 huawei 华为技术
海思 hisilicon
京东 jd jd.com jingdong
美团 meituan
快手 kuaishou
小米 xiaomi
小红书 xiaohongshu rednote 行吟
哔哩哔哩 bilibili b站
拼多多 pinduoduo pdd
滴滴 didi didi_chuxing 滴滴出行
网易 netease
联想 lenovo
荣耀 honor
中兴 zte 中兴通讯
大疆 dji 大疆创新
比亚迪 byd
蔚来 nio 蔚来汽车
小鹏 xpeng 小鹏汽车 xiaopeng
理想 li_auto lixiang 理想汽车 车和家
吉利 geely 吉利汽车
地平线 horizon_robotics 地平线机器人
商汤 sensetime 商汤科技
旷视 megvii
云从 cloudwalk
依图 yitu
第四范式 4paradigm fourth_paradigm
科大讯飞 iflytek 讯飞
智谱 zhipu zhipuai zhipu_ai 智谱华章 智谱ai z.ai
月之暗面 moonshot moonshot_ai
深度求索 deepseek
阶跃星辰 stepfun step_fun
minimax 稀宇 稀宇科技
零一万物 01.ai 01ai
百川 baichuan 百川智能
面壁 modelbest 面壁智能
硅基流动 siliconflow
无问芯穹 infinigence infinigence_ai
潞晨 hpc-ai hpc-ai_tech luchen 潞晨科技
摩尔线程 moore_threads moorethreads mthreads
寒武纪 cambricon 中科寒武纪
壁仞 biren biren_technology 壁仞科技
沐曦 metax 沐曦集成电路
燧原 enflame 燧原科技
天数智芯 iluvatar iluvatar_corex
昆仑芯 kunlunxin
海光 hygon 海光信息
平头哥 t-head thead
黑芝麻 black_sesame 黑芝麻智能
算能 sophgo 算丰
曙光 sugon 中科曙光
浪潮 inspur 浪潮信息 浪潮电子
新华三 h3c
英伟达 nvidia
超威 amd 超微半导体 advanced_micro_devices
英特尔 intel
高通 qualcomm
联发科 mediatek 联发科技
微软 microsoft
谷歌 google
苹果 apple
亚马逊 amazon
特斯拉 tesla
三星 samsung samsung_electronics
国际商业机器 ibm
戴尔 dell
惠普 hp hewlett_packard
慧与 hpe hewlett_packard_enterprise
新思 synopsys 新思科技
小马智行 pony.ai ponyai
文远知行 weride
元戎启行 deeproute
宇树 unitree 宇树科技
智元 agibot 智元机器人
虾皮 shopee
携程 trip.com ctrip
"""

ALIASES: dict[str, str] = {
    word_key(name.replace("_", " ")): word_key(names[0].replace("_", " "))
    for names in map(str.split, _SAME.strip().splitlines())
    for name in names
}
