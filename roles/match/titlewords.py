"""The words of titles in our trade: Chinese and English forms of one thing have one token."""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    """Lines "token = form, form": form → token. A form may stand for several tokens, parted by spaces."""
    table: dict[str, str] = {}
    for line in text.strip().splitlines():
        token, _, forms = line.partition("=")
        table.update((form.strip(), token.strip()) for form in forms.split(","))
    return table


CHINESE = _table("""
engineer = 工程师, 工程狮
developer = 开发, 研发, 程序员, 编程
architect = 架构师
architecture = 架构
scientist = 科学家, 研究员, 研究科学家
research = 研究
analyst = 分析师
manager = 经理
product manager = 产品经理
project manager = 项目经理
designer = 设计师
consultant = 顾问
technician = 技术员
sales = 销售
teacher = 讲师, 教师
- = 方向, 岗, 类, 部, 的, 及, 与, 和, 相关, 团队, 小组, 组, 业务, 技术, 平台部, 人才, 岗位, 级, 人员
software = 软件
hardware = 硬件
system = 系统
system engineer = 系统工程师
platform = 平台
ai = 人工智能, 机器学习, 深度学习, 智能
algorithm = 算法
llm = 大模型, 大语言模型, 语言模型
model = 模型
multimodal = 多模态
inference = 推理
serving = 在线服务, 服务化
training = 训练
distributed = 分布式
parallel = 并行
engine = 引擎
framework = 框架
compiler = 编译器, 编译
operator = 算子
kernel = 内核
runtime = 运行时
stack = 栈
driver = 驱动
firmware = 固件
chip = 芯片
gpu = 显卡, 图形处理器
compute = 算力, 计算
hpc = 高性能计算, 高性能
performance = 性能
optimization = 优化, 调优
acceleration = 加速
quantization = 量化
compression = 压缩
deployment = 部署
scheduling = 调度
cluster = 集群
infra = 基础设施, 基础架构, 底层
cloud = 云, 云计算
cloud native = 云原生
container = 容器
virtualization = 虚拟化
storage = 存储
network = 网络
communication = 通信
operations = 运维
sre = 站点可靠性, 稳定性
devops = 研发效能
test = 测试
verification = 验证
tool = 工具, 工具链
debugging = 调试
security = 安全
data = 数据
database = 数据库
bigdata = 大数据
backend = 后端, 服务端, 后台
frontend = 前端
client = 客户端
fullstack = 全栈
mobile = 移动端, 移动
recommendation = 推荐
advertising = 广告
search = 搜索
feed = 信息流
vision = 视觉, 图像
speech = 语音
nlp = 自然语言处理, 自然语言
agent = 智能体
edge = 边缘, 端侧, 端上
embedded = 嵌入式
autonomous driving = 自动驾驶, 智能驾驶, 辅助驾驶, 高级辅助驾驶, 高级驾驶辅助
robotics = 机器人
simulation = 仿真
controls = 控制
perception = 感知
planning = 规划
video = 视频
audio = 音频
game = 游戏
payment = 支付
risk = 风控
online = 在线, 线上
open source = 开源
migration = 迁移
documentation = 文档
solution = 解决方案
support = 支持
delivery = 交付, 实施
application = 应用
digital = 数字
front desk = 前台
finance = 财务
legal = 法务
hr = 人力资源, 招聘专员
""")  # fmt: skip

ENGLISH = _table("""
ai = ml, dl, machine learning, deep learning, artificial intelligence, ai/ml
mlops = machine learning operations, ml operations, ml ops, ml-ops
llm = large language model, large language models, large model, large models, foundation model, foundation models, llms
infra = infrastructure, infrastructures
sre = site reliability, reliability
software engineer = swe, sde
developer = dev, development, programmer
engineer = engineering, eng
backend = back end, back-end, server side, server-side
frontend = front end, front-end
fullstack = full stack, full-stack
scheduling = scheduler, schedulers, orchestration
inference = inferencing
serving = model serving
training = pretraining, pre-training
deployment = deploy, deploying
optimization = optimisation, optimizing, tuning
quantization = quantisation
compression = pruning
acceleration = accelerated, accelerating, accelerator
compiler = compilation, compilers
operator = op, ops kernel, operators
kernel = kernels
driver = drivers
performance = perf
hpc = high performance computing, high-performance computing, high performance, high-performance
compute = computing, computation, computational
communication = communications
recommendation = recommender, recommendations, recommendation systems, recommender systems, recsys
advertising = ads, advertisement, ad
vision = computer vision, cv, image
nlp = natural language processing, natural language
speech = asr, tts, voice
autonomous driving = self-driving, self driving, autonomous vehicle, autonomous vehicles, adas
robotics = robot, robots
embedded = embedding systems
edge = on-device, on device, tinyml
cloud native = cloud-native
cluster = clusters
verification = validation
test = testing, qa, tests
tool = tools, tooling, toolchain, toolchains
documentation = docs
system = systems
architecture = architectures
analytics = analytic
scientist = researcher
research = r&d
operations = operation, ops
data = dataset
simulation = simulator
controls = control
migration = migrations
sales = account executive, sales executive
front desk = receptionist
software = sw
hardware = hw
""")  # fmt: skip

# What a title may have more or less of without being another.
GENERIC = frozenset(
    """- a an the of and for in at on to with our we as or & team group member technical software level role specialist
    professional m f d x""".split()
)
# What half the titles of our trade share: it makes two titles no more alike.
WEAK = frozenset("ai platform system model application product".split())

# Token → the profession that it is; two of them make two vacancies.
PROFESSIONS = {
    "engineer": "engineer", "developer": "engineer", "architect": "architect", "scientist": "scientist",
    "analyst": "analyst", "manager": "manager", "designer": "designer", "consultant": "consultant",
    "technician": "technician", "sales": "sales", "teacher": "teacher", "officer": "officer",
    "administrator": "administrator", "recruiter": "recruiter", "writer": "writer", "counsel": "counsel",
    "accountant": "accountant", "advocate": "advocate", "strategist": "strategist", "buyer": "buyer", "nurse": "nurse",
}  # fmt: skip
